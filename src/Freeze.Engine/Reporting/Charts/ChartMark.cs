using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Something of note in a panel: a ring around a point, or a line from bottom to top. Its text stands in the panel's heading, where it covers nothing.</summary>
/// <param name="Text">What it is; null to leave it out of the heading.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="X">Where.</param>
/// <param name="Y">Where; null for a line.</param>
internal sealed record ChartMark(string? Text, SKColor Colour, double X, double? Y);
