using System.Globalization;
using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Lays a figure out and draws it: title, phases, and each panel under its heading.</summary>
/// <param name="figure">What to draw.</param>
internal sealed class FigureDrawing(ChartFigure figure)
{
    private const float Left = 72, Right = 24, Top = 12, TitleHeight = 30, PhaseHeight = 20, HeadingHeight = 28, Between = 10, AxisHeight = 46;

    private readonly ChartRange _horizontal = ChartRange.Horizontal(figure);

    /// <summary>Draws it on a white ground.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="width">How wide.</param>
    /// <param name="height">How high.</param>
    public void Draw(SKCanvas canvas, float width, float height)
    {
        var text = new ChartText(canvas);
        var top = Top;
        if (figure.Title.Length > 0)
        {
            text.Draw(figure.Title, Left, top + 17, 16, ChartColors.Ink, width - Left - Right);
            top += TitleHeight;
        }

        var phases = figure.Phases.Count > 1 ? top : (float?)null;
        if (phases is not null)
            top += PhaseHeight;
        var panels = Places(top, width, height).ToList();
        if (phases is { } strip)
            DrawPhases(canvas, text, strip, panels);
        foreach (var (panel, place) in panels)
        {
            new PanelHeading(panel).Draw(canvas, text, place.Left, place.Top - 9, place.Right);
            new PanelDrawing(panel, figure, _horizontal).Draw(canvas, place, isLast: place == panels[^1].Place);
            if (!panel.HasNumbers)
                text.Draw("no numbers to draw", place.MidX, place.MidY, 13, ChartColors.Muted, place.Width, SKTextAlign.Center);
        }

        text.Draw(figure.HorizontalTitle, (Left + width - Right) / 2, height - 12, 12, ChartColors.Muted, width, SKTextAlign.Center);
    }

    private IEnumerable<(ChartPanel Panel, SKRect Place)> Places(float top, float width, float height)
    {
        var free = height - top - AxisHeight - figure.Panels.Count * HeadingHeight - (figure.Panels.Count - 1) * Between;
        var weights = figure.Panels.Sum(panel => panel.Weight);
        foreach (var panel in figure.Panels)
        {
            top += HeadingHeight;
            var share = Math.Max(20, free * (float)(panel.Weight / weights));
            yield return (panel, new SKRect(Left, top, width - Right, top + share));
            top += share + Between;
        }
    }

    // Every other phase is shaded through all panels; how much trained stands above, as long as the place allows.
    private void DrawPhases(SKCanvas canvas, ChartText text, float top, IReadOnlyList<(ChartPanel Panel, SKRect Place)> panels)
    {
        using var fill = new SKPaint { Color = ChartColors.Shade };
        using var line = new SKPaint { Color = ChartColors.Axis, StrokeWidth = 1, IsAntialias = true };
        float Place(double epoch) => panels[0].Place.Left + (float)((epoch - _horizontal.Least) / (_horizontal.Greatest - _horizontal.Least)) * panels[0].Place.Width;
        for (var i = 0; i < figure.Phases.Count; i++)
        {
            var phase = figure.Phases[i];
            var (from, to) = (i == 0 ? panels[0].Place.Left : Place(phase.Start), i == figure.Phases.Count - 1 ? panels[0].Place.Right : Place(phase.End));
            foreach (var (_, place) in panels)
            {
                if (i % 2 == 1)
                    canvas.DrawRect(from, place.Top, to - from, place.Height, fill);
                if (i > 0)
                    canvas.DrawLine(from, place.Top, from, place.Bottom, line);
            }

            if (i % 2 == 1)
                canvas.DrawRect(from, top, to - from, PhaseHeight - 3, fill);
            if (i > 0)
                canvas.DrawLine(from, top, from, top + PhaseHeight - 3, line);
            string[] wordings = [$"{phase.TrainableCount.ToString("N0", CultureInfo.InvariantCulture)} trained", phase.TrainableCount.ToString("N0", CultureInfo.InvariantCulture), Short(phase.TrainableCount)];
            if (wordings.FirstOrDefault(wording => text.Width(wording, 11) <= to - from - 8) is { } fitting)
                text.Draw(fitting, (from + to) / 2, top + 12.5f, 11, ChartColors.Muted, to - from, SKTextAlign.Center);
        }
    }

    private static string Short(long count) => count switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.#}G"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#}M"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.#}k"),
        _ => count.ToString(CultureInfo.InvariantCulture),
    };
}
