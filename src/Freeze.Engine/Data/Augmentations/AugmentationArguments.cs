using System.Globalization;
using System.Text.RegularExpressions;

namespace Freeze.Data.Augmentations;

/// <summary>An operation as a user wrote it, RandomCrop(32, padding=4), and what its arguments turned out to be.</summary>
internal sealed partial class AugmentationArguments
{
    private readonly string _text;
    private readonly List<(string? Name, string Value)> _given = [];
    private readonly List<string> _used = [];

    private AugmentationArguments(string text, string name) => (_text, Name) = (text, name);

    /// <summary>The operation's name.</summary>
    public string Name { get; }

    /// <summary>Whether it was written without arguments.</summary>
    public bool IsBare { get; private init; }

    /// <summary>Splits a text into its parts.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static AugmentationArguments Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw Invalid(text, "it is not a name, or a name with arguments in brackets.");
        var arguments = new AugmentationArguments(text, match.Groups["name"].Value) { IsBare = string.IsNullOrWhiteSpace(match.Groups["arguments"].Value) };
        var (inside, read) = (match.Groups["arguments"].Value, 0);
        foreach (Match part in Argument().Matches(inside))
        {
            read += part.Length;
            arguments._given.Add((part.Groups["key"] is { Success: true, Value: var key } ? key : null, part.Groups["value"].Value.Trim()));
        }

        if (arguments._given.Where(given => given.Name is not null).GroupBy(given => given.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Invalid(text, $"{twice.Key} is given twice.");
        return read == inside.Length ? arguments : throw Invalid(text, "its arguments cannot be read.");
    }

    /// <summary>Takes the next argument, a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="byDefault">What it is where it is not given.</param>
    /// <param name="low">The least that it may be.</param>
    /// <param name="high">The most.</param>
    public double Number(string name, double byDefault, double low, double high)
    {
        var value = Take(name) is { } text ? One(name, text) : byDefault;
        Require(name, value, low, high);
        _used.Add($"{name}={Text(value)}");
        return value;
    }

    /// <summary>Takes the next argument, a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="byDefault">What it is where it is not given.</param>
    /// <param name="low">The least that it may be.</param>
    /// <param name="high">The most.</param>
    public int Whole(string name, int byDefault, int low, int high)
    {
        var value = Number(name, byDefault, low, high);
        return value == Math.Floor(value) ? (int)value : throw Invalid(_text, $"{name} is {Text(value)}, not a whole number.");
    }

    /// <summary>Takes the next argument, a pair (from, to) or one number that stands for a pair.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="byDefault">What it is where it is not given.</param>
    /// <param name="low">The least that it may be.</param>
    /// <param name="high">The most.</param>
    /// <param name="single">The pair that one number stands for; null where there must be two.</param>
    /// <param name="ordered">Whether the second must not be below the first.</param>
    public (double Low, double High) Pair(string name, (double Low, double High) byDefault, double low, double high, Func<double, (double, double)>? single = null, bool ordered = true)
    {
        var pair = byDefault;
        if (Take(name) is { } text)
        {
            var parts = text.Trim('(', ')', '[', ']').Split(',', StringSplitOptions.TrimEntries);
            pair = parts.Length == 2 ? (One(name, parts[0]), One(name, parts[1]))
                : parts.Length == 1 && single is not null ? single(One(name, parts[0])) : throw Invalid(_text, $"{name} is {text}, not a pair such as (0.1, 0.5).");
        }

        Require(name, pair.Low, low, high);
        Require(name, pair.High, low, high);
        if (ordered && pair.Low > pair.High)
            throw Invalid(_text, $"{name} runs from {Text(pair.Low)} down to {Text(pair.High)}.");
        _used.Add($"{name}=({Text(pair.Low)}, {Text(pair.High)})");
        return pair;
    }

    /// <summary>Takes the next argument, one of some words or else a number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="byDefault">What it is where it is not given.</param>
    public string Word(string name, string byDefault)
    {
        var value = Take(name)?.Trim('\'', '"') ?? byDefault;
        _used.Add($"{name}={value}");
        return value;
    }

    /// <summary>Makes sure that every argument was taken.</summary>
    /// <exception cref="FreezeException">OptionInvalid, naming what is left.</exception>
    public void RequireAllTaken()
    {
        if (_given.Count > 0)
            throw Invalid(_text, $"{Name} takes {(_used.Count == 0 ? "no arguments" : string.Join(", ", _used.Select(used => used.Split('=')[0])))}, not {_given[0].Name ?? _given[0].Value}.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}({string.Join(", ", _used)})";

    /// <summary>The error that an operation cannot be used.</summary>
    public static FreezeException Invalid(string text, string why) =>
        new(ErrorCode.OptionInvalid, "Augment", $"-Augment {text}: {why}", $"Write names with torchvision's arguments, such as 'RandomCrop(padding=4)'. There are {string.Join(", ", AugmentationCatalog.Names)}.");

    private string? Take(string name)
    {
        var at = _given.FindIndex(given => given.Name == name);
        // Arguments without a name come first, in order.
        if (at < 0 && _given.Count > 0 && _given[0].Name is null)
            at = 0;
        if (at < 0)
            return null;
        var value = _given[at].Value;
        _given.RemoveAt(at);
        return value;
    }

    private double One(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : throw Invalid(_text, $"{name} is {text}, not a number.");

    private void Require(string name, double value, double low, double high)
    {
        if (value < low || value > high)
            throw Invalid(_text, $"{name} is {Text(value)}; it goes from {Text(low)} to {Text(high)}.");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*(\((?<arguments>.*)\))?\s*$")]
    private static partial Regex Form();

    [GeneratedRegex(@"\s*((?<key>\w+)\s*=\s*)?(?<value>[(\[][^)\]]*[)\]]|[^,()\[\]]+)\s*(,|$)")]
    private static partial Regex Argument();
}
