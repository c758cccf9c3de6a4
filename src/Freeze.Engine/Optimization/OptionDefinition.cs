namespace Freeze.Optimization;

/// <summary>One option of an algorithm or a schedule: its name, default and what it may be.</summary>
/// <param name="Name">PyTorch's argument name; the parts of a pair have names of their own, such as <c>beta1</c>.</param>
/// <param name="Default">The default, whose type is the option's type: double, long, bool, or string; null for an optional whole number.</param>
/// <param name="Domain">What it may be, in words, such as "0 or more"; null for anything of its type.</param>
/// <param name="IsValid">Whether a value of the right type is in the domain.</param>
internal sealed record OptionDefinition(string Name, object? Default, string? Domain = null, Func<object, bool>? IsValid = null)
{
    /// <summary>Whether the option is a name. An optional whole number has no default whose type could tell.</summary>
    public bool IsText { get; init; }

    /// <summary>A number that is 0 or more.</summary>
    public static OptionDefinition NotNegative(string name, double value) => new(name, value, "0 or more", v => (double)v >= 0);

    /// <summary>A decay factor, from 0 up to but not 1.</summary>
    public static OptionDefinition Decay(string name, double value) => new(name, value, "from 0 up to but not 1", v => (double)v is >= 0 and < 1);

    /// <summary>Any number.</summary>
    public static OptionDefinition Number(string name, double value) => new(name, value);

    /// <summary>A switch.</summary>
    public static OptionDefinition Flag(string name, bool value = false) => new(name, value);

    /// <summary>One of a few names, or none.</summary>
    public static OptionDefinition Choice(string name, string? value, params string[] choices) =>
        new(name, value, string.Join(" or ", choices.Select(choice => $"'{choice}'")), v => choices.Contains((string)v)) { IsText = true };

    /// <summary>A whole number that is 1 or more.</summary>
    public static OptionDefinition Count(string name, long? value) => new(name, value, "a whole number of 1 or more", v => (long)v >= 1);
}
