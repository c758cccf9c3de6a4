using System.Globalization;
using System.Numerics;
using System.Text;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Numbers and texts of a pickle, in all the ways that its protocols write them.</summary>
/// <param name="cursor">The bytes.</param>
/// <param name="budget">Pays for each value before it is made.</param>
internal sealed class PickleText(PickleCursor cursor, ReadingBudget budget)
{
    // Python itself refuses to read longer numbers from text; of bytes it takes any, but no weight file needs more.
    private const int MostDigits = 4300, MostLongBytes = 4096, LongestName = 1000;

    private static readonly object[] Small = [.. Enumerable.Range(-1, 1025).Select(number => (object)(long)number)];

    /// <summary>A whole number as an object; small ones are shared.</summary>
    public object Boxed(long number)
    {
        if (number is >= -1 and < 1024)
            return Small[number + 1];
        budget.Charge(24);
        return number;
    }

    /// <summary>INT: a number in decimal, or 00 and 01 for truth values.</summary>
    public object Integer()
    {
        var line = cursor.Line();
        return line.SequenceEqual("00"u8) ? false : line.SequenceEqual("01"u8) ? true : Parse(line);
    }

    /// <summary>LONG: a number in decimal with an L behind it.</summary>
    public object Long()
    {
        var line = cursor.Line();
        return Parse(line.EndsWith("L"u8) ? line[..^1] : line);
    }

    /// <summary>LONG1 and LONG4: a number in little-endian bytes.</summary>
    public object Long(int length)
    {
        if (length is < 0 or > MostLongBytes)
            throw cursor.Corrupt($"has a whole number of {unchecked((uint)length)} bytes");
        budget.Charge(48 + length);
        return Shrink(new BigInteger(cursor.Take(length)));
    }

    /// <summary>FLOAT: a number in decimal.</summary>
    public object Fraction()
    {
        budget.Charge(24);
        var line = Encoding.Latin1.GetString(Short(cursor.Line(), MostDigits)).Trim();
        return line.ToLowerInvariant() switch
        {
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" or "-nan" or "+nan" => double.NaN,
            var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw cursor.Corrupt("has a number that is none"),
        };
    }

    /// <summary>Text in UTF-8.</summary>
    public string Text(long length)
    {
        Pay(length);
        return cursor.Text(cursor.Take(length));
    }

    /// <summary>Bytes.</summary>
    public byte[] Bytes(long length)
    {
        cursor.Check(length);
        budget.Charge(40);
        return cursor.TakeArray(length);
    }

    /// <summary>A string of Python 2: UTF-8 where it is, else one character a byte.</summary>
    public string OldString(int length)
    {
        Pay(length);
        return Decode(cursor.Take(length));
    }

    /// <summary>STRING: a quoted string as Python 2 prints it.</summary>
    public string Quoted()
    {
        var line = cursor.Line();
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
            throw cursor.Corrupt("has a string without its quotes");
        budget.Charge(4L * line.Length + 40);
        return Decode(Unescape(line[1..^1]));
    }

    /// <summary>UNICODE: one character a byte, others as \uXXXX.</summary>
    public string Escaped()
    {
        var line = cursor.Line();
        budget.Charge(4L * line.Length + 40);
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var digits = line[i] != '\\' || i + 1 == line.Length ? 0 : line[i + 1] switch { (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
            if (digits == 0)
            {
                text.Append((char)line[i]);
                continue;
            }

            if (line.Length - i - 2 < digits || !uint.TryParse(line.Slice(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune))
                throw cursor.Corrupt("has a character code that is none");
            if (digits == 4)
                text.Append((char)rune);
            else
                text.Append(Rune.IsValid(rune) ? new Rune(rune).ToString() : throw cursor.Corrupt("has a character code that is none"));
            i += 1 + digits;
        }

        return text.ToString();
    }

    /// <summary>A module's or a class's name, on a line of its own.</summary>
    public string Name() => cursor.Text(Short(cursor.Line(), LongestName));

    // Short texts are names and the like; long ones are content, of which a file may have as much as it is long.
    private void Pay(long length)
    {
        cursor.Check(length);
        if (length > LongestName)
            budget.ChargeContent(2 * length);
        else
            budget.Charge(2 * length);
        budget.Charge(40);
    }

    private ReadOnlySpan<byte> Short(ReadOnlySpan<byte> line, int most) => line.Length <= most ? line : throw cursor.Corrupt($"has a line of {line.Length} characters");

    private object Parse(ReadOnlySpan<byte> line)
    {
        budget.Charge(48 + line.Length);
        var text = Encoding.Latin1.GetString(Short(line, MostDigits));
        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Shrink(number)
            : throw cursor.Corrupt("has a number that is none");
    }

    private object Shrink(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? Boxed((long)number) : number;

    private static string Decode(ReadOnlySpan<byte> bytes) =>
        (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);

    private byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                bytes.Add(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'x')
            {
                if (text.Length - i < 3 || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                    throw cursor.Corrupt("has a character code that is none");
                bytes.Add(code);
                i += 2;
            }
            else
                bytes.Add(text[i] switch { (byte)'n' => 10, (byte)'t' => 9, (byte)'r' => 13, (byte)'b' => 8, (byte)'a' => 7, (byte)'f' => 12, (byte)'v' => 11, (byte)'0' => 0, var other => other });
        }

        return [.. bytes];
    }
}
