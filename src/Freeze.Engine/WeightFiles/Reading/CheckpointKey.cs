using System.Globalization;
using System.Numerics;

namespace Freeze.WeightFiles.Reading;

/// <summary>A dictionary key, equal to another where Python's would be: 1, 1.0 and True are one key.</summary>
/// <param name="Kind">t: text, n: number, b: bytes, 0: null, u: tuple.</param>
/// <param name="Text">The key written out, for every kind but whole numbers.</param>
/// <param name="Number">A whole number of 64 bits.</param>
internal readonly record struct CheckpointKey(char Kind, string Text, long Number)
{
    /// <summary>Items of the longest tuple that may be a key.</summary>
    public const int LongestTuple = 16;

    // Writing out a number takes time by the square of its length.
    private const int LongestNumber = 256;

    // Texts within tuples are written out too.
    private const int LongestText = 1000;

    public static bool TryMake(object? key, out CheckpointKey made)
    {
        switch (key)
        {
            case null: made = new('0', "", 0); return true;
            case string text: made = new('t', text, 0); return true;
            case bool truth: made = new('n', "", truth ? 1 : 0); return true;
            case long number: made = new('n', "", number); return true;
            case int number: made = new('n', "", number); return true;
            case double number when number == Math.Floor(number) && Math.Abs(number) < 1L << 53: made = new('n', "", (long)number); return true;
            case BigInteger number when number.GetBitLength() > LongestNumber: made = default; return false;
            case double or BigInteger: made = new('n', Write(key), 0); return true;
            case CheckpointList { IsTuple: true, Count: <= LongestTuple } tuple when tuple.All(IsSimple): made = new('u', Write(tuple), 0); return true;
            default: made = default; return false;
        }
    }

    /// <summary>A key as Python prints it, a text without its quotes: the segment of a dotted path.</summary>
    public static string Write(object? key) => key switch
    {
        null => "None",
        string text => text,
        bool truth => truth ? "True" : "False",
        double number => WriteFraction(number),
        CheckpointList tuple => tuple.Count == 1 ? $"({Quote(tuple[0])},)" : $"({string.Join(", ", tuple.Select(Quote))})",
        _ => Convert.ToString(key, CultureInfo.InvariantCulture)!,
    };

    private static string Quote(object? item) => item is string text ? $"'{text}'" : Write(item);

    private static bool IsSimple(object? item) => item is null or string { Length: <= LongestText } or bool or long or double || (item is BigInteger number && number.GetBitLength() <= LongestNumber);

    private static string WriteFraction(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text.Replace("E", "e", StringComparison.Ordinal) : text + ".0";
    }
}
