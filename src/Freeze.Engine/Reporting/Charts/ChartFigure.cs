namespace Freeze.Reporting.Charts;

/// <summary>Plots over one horizontal axis, one above the other.</summary>
/// <param name="HorizontalTitle">What that axis shows.</param>
/// <param name="Panels">The plots, from the top down.</param>
internal sealed record ChartFigure(string HorizontalTitle, IReadOnlyList<ChartPanel> Panels)
{
    /// <summary>The heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Whether the horizontal axis is logarithmic; it counts whole numbers otherwise.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Where the horizontal axis begins at the latest; null for the first point.</summary>
    public double? Start { get; init; }

    /// <summary>Phases of freezing, from left to right; none where there is no more than one.</summary>
    public IReadOnlyList<FreezePhase> Phases { get; init; } = [];
}
