namespace Freeze.Shell.Objects;

/// <summary>An entry that the table of a -Property argument may have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Types">What its value may be; anything where there are none.</param>
/// <param name="OtherName">A second name, or nothing.</param>
internal sealed record PropertyKeyEntry(string Name, Type[] Types, string? OtherName = null)
{
    internal static PropertyKeyEntry Label { get; } = new("name", [typeof(string)], "label");

    internal static PropertyKeyEntry[] Orders { get; } = [new("ascending", []), new("descending", [])];

    internal bool Answers(string start) =>
        Name.StartsWith(start, StringComparison.OrdinalIgnoreCase) || OtherName?.StartsWith(start, StringComparison.OrdinalIgnoreCase) == true;
}
