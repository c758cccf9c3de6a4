using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>The line above a panel: its title, then every named series with a piece of its line, then what is marked. Nothing of it covers the plot.</summary>
/// <param name="panel">The panel.</param>
internal sealed class PanelHeading(ChartPanel panel)
{
    private const float TitleSize = 13, ItemSize = 12, Gap = 18, Swatch = 18, AfterSwatch = 6;

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="text">The same canvas, for text.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="right">Where it must end; what has no room is counted.</param>
    public void Draw(SKCanvas canvas, ChartText text, float left, float y, float right)
    {
        text.Draw(panel.Title, left, y, TitleSize, ChartColors.Ink, right - left);
        var x = left + text.Width(panel.Title, TitleSize) + Gap + 4;
        var items = panel.Series.Where(series => series.Name is not null).Select(series => (Name: series.Name!, Draw: (Action<float>)(at => DrawLine(canvas, series, at, y))))
            .Concat(panel.Marks.Where(mark => mark.Text is not null).Select(mark => (Name: mark.Text!, Draw: (Action<float>)(at => DrawMark(canvas, mark, at, y))))).ToList();
        var more = text.Width("+ 99 more", ItemSize);
        for (var i = 0; i < items.Count; i++)
        {
            var needed = Swatch + AfterSwatch + text.Width(items[i].Name, ItemSize);
            if (x + needed + (i < items.Count - 1 ? Gap + more : 0) > right)
            {
                text.Draw($"+ {items.Count - i} more", x, y, ItemSize, ChartColors.Muted, right - x);
                return;
            }

            items[i].Draw(x);
            text.Draw(items[i].Name, x + Swatch + AfterSwatch, y, ItemSize, ChartColors.Muted);
            x += needed + Gap;
        }
    }

    private static void DrawLine(SKCanvas canvas, ChartSeries series, float x, float y)
    {
        using var paint = new SKPaint { Color = series.Colour, StrokeWidth = Math.Max(2, series.Width), IsAntialias = true, IsStroke = true };
        using var dash = series.Dash switch
        {
            ChartDash.Dashed => SKPathEffect.CreateDash([7, 4], 0),
            ChartDash.Dotted => SKPathEffect.CreateDash([2, 3], 0),
            _ => null,
        };
        paint.PathEffect = dash;
        canvas.DrawLine(x, y - 4, x + Swatch, y - 4, paint);
    }

    private static void DrawMark(SKCanvas canvas, ChartMark mark, float x, float y)
    {
        using var paint = new SKPaint { Color = mark.Colour, StrokeWidth = 2, IsAntialias = true, IsStroke = true };
        if (mark.Y is not null)
        {
            canvas.DrawCircle(x + Swatch - 6, y - 4, 5, paint);
            return;
        }

        canvas.DrawLine(x + Swatch - 6, y - 10, x + Swatch - 6, y - 6, paint);
        canvas.DrawLine(x + Swatch - 6, y - 3, x + Swatch - 6, y + 1, paint);
    }
}
