namespace Freeze.Reporting.Charts;

/// <summary>File, size and heading of a chart.</summary>
public sealed record ChartOptions
{
    /// <summary>Path of the .png or .svg file to write.</summary>
    public required string Path { get; init; }

    /// <summary>True to replace an existing file.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Heading of the chart; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Width in pixels; null to choose it by the chart.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; null to choose it by the chart.</summary>
    public int? Height { get; init; }
}
