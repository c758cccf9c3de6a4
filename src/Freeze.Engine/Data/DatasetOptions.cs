namespace Freeze.Data;

/// <summary>What to take from a data file, and what to make of it.</summary>
public sealed record DatasetOptions
{
    /// <summary>The kind of file.</summary>
    public DatasetFormat Format { get; init; }

    /// <summary>The file of labels, where they lie apart; null to look for it.</summary>
    public string? LabelPath { get; init; }

    /// <summary>The classes to keep, renumbered in this order; empty for all as they are.</summary>
    public IReadOnlyList<string> Class { get; init; } = [];

    /// <summary>How many samples to take, after the classes are selected; null for all.</summary>
    public int? First { get; init; }

    /// <summary>How samples become inputs.</summary>
    public InputTransform Input { get; init; } = new();
}
