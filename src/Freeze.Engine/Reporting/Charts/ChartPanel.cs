namespace Freeze.Reporting.Charts;

/// <summary>One of the plots of a figure, which share their horizontal axis.</summary>
/// <param name="Title">What its vertical axis shows.</param>
/// <param name="Series">Its lines.</param>
internal sealed record ChartPanel(string Title, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Its height, relative to the others'.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether the vertical axis is logarithmic; what is not above zero is a gap then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Where the vertical axis ends; null for the greatest value. What lies above is cut off.</summary>
    public double? Greatest { get; init; }

    /// <summary>Whether there is anything to draw.</summary>
    public bool HasNumbers => Series.Any(series => series.Points.Any(point => double.IsFinite(IsLogarithmic ? Math.Log10(point.Y) : point.Y)));

    /// <summary>What is marked.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];
}
