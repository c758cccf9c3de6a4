using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it shows; null to leave it out of the panel's heading.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Points">Its points from left to right; where one is not finite the line has a gap.</param>
internal sealed record ChartSeries(string? Name, SKColor Colour, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Pixels across the line.</summary>
    public float Width { get; init; } = 2;

    /// <summary>How the line is broken.</summary>
    public ChartDash Dash { get; init; }

    /// <summary>Whether single points show, where there is room for them.</summary>
    public bool HasDots { get; init; } = true;

    /// <summary>Whether it is background: it is drawn first, and its outliers do not stretch the axis.</summary>
    public bool IsBackground { get; init; }
}
