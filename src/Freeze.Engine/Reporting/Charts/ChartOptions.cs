namespace Freeze.Reporting.Charts;

/// <summary>How a chart is written.</summary>
public sealed record ChartOptions
{
    /// <summary>The file, which ends in .png or .svg.</summary>
    public required string Path { get; init; }

    /// <summary>Whether a file that is there already is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Pixels from left to right; null for what suits the chart.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels from top to bottom; null for what suits the chart.</summary>
    public int? Height { get; init; }
}
