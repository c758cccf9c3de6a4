namespace Freeze.Shell.Objects;

/// <summary>A value that was given, be it null.</summary>
/// <param name="Content">The value.</param>
/// <param name="IsGiven">False of the default: nothing was given.</param>
internal readonly record struct GivenValue(object? Content, bool IsGiven = true);
