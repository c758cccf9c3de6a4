namespace Freeze.Reporting;

/// <summary>One of the plots of a figure, which share their horizontal axis.</summary>
/// <param name="Title">What its vertical axis shows.</param>
/// <param name="Series">Its lines.</param>
internal sealed record ChartPanel(string Title, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Its height, relative to the others'.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether the vertical axis is logarithmic; what is not above zero is a gap then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>What is marked.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];
}
