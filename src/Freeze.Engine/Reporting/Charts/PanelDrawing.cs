using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Draws a panel into its place on a canvas.</summary>
internal sealed class PanelDrawing
{
    private const float LabelSize = 12;
    private const int DotsUpTo = 60;

    private readonly ChartPanel _panel;
    private readonly ChartFigure _figure;
    private readonly ChartRange _horizontal, _vertical;

    /// <param name="panel">What to draw.</param>
    /// <param name="figure">What it is part of.</param>
    /// <param name="horizontal">The axis that all panels share.</param>
    public PanelDrawing(ChartPanel panel, ChartFigure figure, ChartRange horizontal)
    {
        (_panel, _figure, _horizontal) = (panel, figure, horizontal);
        _vertical = ChartRange.Vertical(panel);
    }

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="data">The place of the plot itself; labels of the axes lie outside.</param>
    /// <param name="isLast">Whether the horizontal axis is labelled.</param>
    public void Draw(SKCanvas canvas, SKRect data, bool isLast)
    {
        _ = ChartFont.Typeface;
        using var plot = new Plot();
        plot.RenderManager.RenderActions.RemoveAll(action => action is ScottPlot.Rendering.RenderActions.ClearCanvas or ScottPlot.Rendering.RenderActions.RenderFigureBackground);
        plot.Font.Set(ChartFont.Name);
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.SetLimits(_horizontal.Least, _horizontal.Greatest, _vertical.Least, _vertical.Greatest);
        Style(plot, data, isLast);
        foreach (var series in _panel.Series.OrderByDescending(series => series.IsBackground))
            Add(plot, series);
        foreach (var mark in _panel.Marks)
            Add(plot, mark);
        plot.Layout.Fixed(new PixelRect(data.Left, data.Right, data.Bottom, data.Top));
        // Axes are drawn outside the data, so the plot's own figure is the data with room around it.
        plot.Render(canvas, new PixelRect(data.Left - 200, data.Right + 200, data.Bottom + 200, data.Top - 200));
    }

    private void Style(Plot plot, SKRect data, bool isLast)
    {
        plot.Axes.Title.IsVisible = false;
        foreach (var hidden in new IAxis[] { plot.Axes.Right, plot.Axes.Top })
            hidden.FrameLineStyle.Width = 0;
        foreach (var axis in new IAxis[] { plot.Axes.Left, plot.Axes.Bottom })
        {
            axis.FrameLineStyle.Color = axis.MajorTickStyle.Color = axis.MinorTickStyle.Color = Of(ChartColors.Axis);
            axis.MajorTickStyle.Length = 4;
            axis.MinorTickStyle.Length = 2;
            axis.TickLabelStyle.ForeColor = Of(ChartColors.Muted);
            axis.TickLabelStyle.FontName = ChartFont.Name;
            axis.TickLabelStyle.FontSize = LabelSize;
        }

        plot.Grid.MajorLineColor = Of(ChartColors.Grid);
        plot.Axes.Left.TickGenerator = Ticks(_panel.IsLogarithmic, _vertical, (int)(data.Height / 28), wholeNumbers: false);
        var bottom = Ticks(_figure.IsLogarithmic, _horizontal, (int)(data.Width / 60), wholeNumbers: !_figure.IsLogarithmic);
        plot.Axes.Bottom.TickGenerator = bottom;
        if (!isLast)
            plot.Axes.Bottom.TickLabelStyle.IsVisible = false;
    }

    private static ITickGenerator Ticks(bool isLogarithmic, ChartRange range, int most, bool wholeNumbers) => isLogarithmic
        ? new NumericManual(LogarithmicTicks.Of(range.Least, range.Greatest, Math.Max(2, most)))
        : new NumericAutomatic { IntegerTicksOnly = wholeNumbers, TargetTickCount = Math.Clamp(most, 2, wholeNumbers ? 12 : 6), MinorTickGenerator = new NoMinorTicks(), LabelFormatter = ChartRange.Label };

    private void Add(Plot plot, ChartSeries series)
    {
        var dots = series.HasDots && series.Points.Count <= DotsUpTo;
        foreach (var run in Unbroken(series))
        {
            var line = plot.Add.Scatter(run.Select(point => point.X).ToArray(), run.Select(point => point.Y).ToArray(), Of(series.Colour));
            line.LineWidth = series.Width;
            line.LinePattern = series.Dash switch { ChartDash.Dashed => LinePattern.Dashed, ChartDash.Dotted => LinePattern.Dotted, _ => LinePattern.Solid };
            // A point without neighbours has no line to show it.
            line.MarkerSize = dots || run.Count == 1 ? series.Width * 2.5f : 0;
        }
    }

    private void Add(Plot plot, ChartMark mark)
    {
        if (Place(mark.X, _figure.IsLogarithmic) is not { } x)
            return;
        if (mark.Y is null)
        {
            plot.Add.VerticalLine(x, 1.5f, Of(mark.Colour), LinePattern.Dashed);
            return;
        }

        if (Place(mark.Y.Value, _panel.IsLogarithmic) is not { } y)
            return;
        var ring = plot.Add.Marker(x, y, MarkerShape.OpenCircle, 13, Of(mark.Colour));
        ring.MarkerLineWidth = 2;
    }

    // The parts of a line between its gaps.
    private IEnumerable<IReadOnlyList<(double X, double Y)>> Unbroken(ChartSeries series)
    {
        var run = new List<(double X, double Y)>();
        foreach (var (x, y) in series.Points)
        {
            if (Place(x, _figure.IsLogarithmic) is { } left && Place(y, _panel.IsLogarithmic) is { } up)
            {
                run.Add((left, up));
                continue;
            }

            if (run.Count > 0)
                yield return run;
            run = [];
        }

        if (run.Count > 0)
            yield return run;
    }

    private static double? Place(double value, bool isLogarithmic)
    {
        var placed = isLogarithmic ? Math.Log10(value) : value;
        return double.IsFinite(placed) ? placed : null;
    }

    private static ScottPlot.Color Of(SKColor colour) => ScottPlot.Color.FromSKColor(colour);

    private sealed class NoMinorTicks : IMinorTickGenerator
    {
        public IEnumerable<double> GetMinorTicks(double[] majorTicks, CoordinateRange visibleRange) => [];
    }
}
