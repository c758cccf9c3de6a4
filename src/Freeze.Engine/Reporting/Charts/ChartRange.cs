using System.Globalization;

namespace Freeze.Reporting.Charts;

/// <summary>From where to where an axis goes; in decimal logarithms where it is logarithmic.</summary>
/// <param name="Least">Its lower end.</param>
/// <param name="Greatest">Its upper end, which is above the lower one.</param>
internal sealed record ChartRange(double Least, double Greatest)
{
    private const double Margin = 0.06, BackgroundShare = 0.02;

    /// <summary>The vertical axis of a panel.</summary>
    public static ChartRange Vertical(ChartPanel panel)
    {
        var values = panel.Series.SelectMany(Heights).Select(value => panel.IsLogarithmic ? Math.Log10(value) : value).Where(double.IsFinite).ToList();
        if (values.Count == 0)
            return new ChartRange(0, 1);
        var (least, greatest) = (values.Min(), Math.Min(values.Max(), panel.Greatest ?? double.PositiveInfinity));
        // One value alone is in the middle: half a decade, or a tenth of it, to either side.
        var spread = greatest - least;
        var around = panel.IsLogarithmic ? Math.Max(0, 1 - spread) / 2 : spread > Math.Abs(greatest) * 1e-6 ? 0 : Math.Max(Math.Abs(greatest) * 0.1, 1e-6);
        spread += 2 * around;
        return new ChartRange(least - around - spread * Margin, greatest + around + spread * Margin);
    }

    /// <summary>The horizontal axis of a figure.</summary>
    public static ChartRange Horizontal(ChartFigure figure)
    {
        var values = figure.Panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => figure.IsLogarithmic ? Math.Log10(point.X) : point.X).Where(double.IsFinite).ToList();
        if (values.Count == 0)
            return new ChartRange(0, 1);
        var (least, greatest) = (Math.Min(values.Min(), figure.Start ?? double.PositiveInfinity), values.Max());
        if (greatest <= least)
            (least, greatest) = (least - 0.5, greatest + 0.5);
        var margin = (greatest - least) * 0.015;
        return new ChartRange(least - margin, greatest + margin);
    }

    /// <summary>A number at an axis, short in every culture.</summary>
    public static string Label(double value) => Math.Abs(value) >= 1e6 || value != 0 && Math.Abs(value) < 1e-4
        ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
        : Math.Round(value, 10).ToString("0.######", CultureInfo.InvariantCulture);

    private static IEnumerable<double> Heights(ChartSeries series)
    {
        var heights = series.Points.Select(point => point.Y);
        if (!series.IsBackground)
            return heights;
        var sorted = heights.Where(double.IsFinite).Order().ToArray();
        var cut = (int)(sorted.Length * BackgroundShare);
        return sorted.Skip(cut).Take(sorted.Length - 2 * cut);
    }
}
