using System.Globalization;
using SkiaSharp;

namespace Freeze.Reporting;

/// <summary>Draws a confusion matrix: a row for each true class, a column for each predicted one, counts in the cells, shaded by their share of the row.</summary>
/// <param name="evaluation">With the matrix.</param>
/// <param name="title">The heading; empty for none.</param>
internal sealed class ConfusionDrawing(Evaluation evaluation, string title)
{
    private const float Edge = 16, TitleHeight = 30, SummaryHeight = 22, AxisTitle = 22, LeastCell = 16, LabelSize = 12;

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="width">How wide.</param>
    /// <param name="height">How high.</param>
    public void Draw(SKCanvas canvas, float width, float height)
    {
        var text = new ChartText(canvas);
        var top = Edge;
        if (title.Length > 0)
        {
            text.Draw(title, Edge, top + 14, 16, ChartColors.Ink, width - 2 * Edge);
            top += TitleHeight;
        }

        text.Draw(Summary(), Edge, top + 12, LabelSize, ChartColors.Muted, width - 2 * Edge);
        top += SummaryHeight;
        var names = evaluation.PerClass.Select(score => score.Class).ToArray();
        var count = names.Length;
        var label = Math.Min(names.Max(name => text.Width(name, LabelSize)), width / 4);
        var (left, bottom) = (Edge + AxisTitle + label + 10, height - Edge - AxisTitle);
        var area = SKRect.Create(left, top + 6, width - left - Edge, bottom - top - 6);
        // Names that are wider than their column stand slanted below it.
        var slanted = label > area.Width / count - 6;
        area.Bottom -= slanted ? label * 0.71f + 16 : 20;
        var cell = Math.Min(area.Width / count, area.Height / count);
        var grid = SKRect.Create(area.Left, area.Top, cell * count, cell * count);
        DrawCells(canvas, text, grid, cell);
        DrawNames(canvas, text, names, grid, cell, label, slanted);
        text.Draw("predicted class", grid.MidX, Math.Min(height - 10, grid.Bottom + (slanted ? label * 0.71f + 16 : 20) + 18), LabelSize, ChartColors.Muted, grid.Width, SKTextAlign.Center);
        canvas.Save();
        canvas.RotateDegrees(-90, Edge + 10, grid.MidY);
        text.Draw("true class", Edge + 10, grid.MidY, LabelSize, ChartColors.Muted, grid.Height, SKTextAlign.Center);
        canvas.Restore();
    }

    private string Summary() => string.Create(CultureInfo.InvariantCulture, $"{evaluation.Count:N0} samples, {evaluation.Accuracy:0.0%} right. Shading: share of the true class.");

    private void DrawCells(SKCanvas canvas, ChartText text, SKRect grid, float cell)
    {
        using var paint = new SKPaint();
        var size = Math.Clamp(cell / 3.2f, 7, 14);
        for (var row = 0; row < evaluation.ConfusionMatrix.Count; row++)
        {
            var total = evaluation.ConfusionMatrix[row].Sum();
            for (var column = 0; column < evaluation.ConfusionMatrix[row].Length; column++)
            {
                var value = evaluation.ConfusionMatrix[row][column];
                var share = total == 0 ? 0 : (double)value / total;
                paint.Color = ChartColors.Pale(row == column ? ChartColors.Train : ChartColors.Validation, 0.04 + 0.96 * share);
                var place = SKRect.Create(grid.Left + column * cell, grid.Top + row * cell, cell, cell);
                place.Inflate(cell > 12 ? -1 : 0, cell > 12 ? -1 : 0);
                canvas.DrawRect(place, paint);
                var number = value.ToString(CultureInfo.InvariantCulture);
                if (cell >= LeastCell && value > 0 && text.Width(number, size) <= cell - 4)
                    text.Draw(number, place.MidX, place.MidY + size * 0.36f, size, share > 0.55 ? SKColors.White : ChartColors.Ink, align: SKTextAlign.Center);
            }
        }
    }

    private static void DrawNames(SKCanvas canvas, ChartText text, string[] names, SKRect grid, float cell, float most, bool slanted)
    {
        // With hundreds of classes only every so many names have room.
        var stride = Math.Max(1, (int)Math.Ceiling((LabelSize + 3) / cell));
        for (var i = 0; i < names.Length; i += stride)
        {
            var (x, y) = (grid.Left + (i + 0.5f) * cell, grid.Top + (i + 0.5f) * cell);
            text.Draw(names[i], grid.Left - 8, y + 4, LabelSize, ChartColors.Muted, most, SKTextAlign.Right);
            if (!slanted)
            {
                text.Draw(names[i], x, grid.Bottom + 16, LabelSize, ChartColors.Muted, cell - 4, SKTextAlign.Center);
                continue;
            }

            canvas.Save();
            canvas.RotateDegrees(-45, x + 4, grid.Bottom + 12);
            text.Draw(names[i], x + 4, grid.Bottom + 12, LabelSize, ChartColors.Muted, most, SKTextAlign.Right);
            canvas.Restore();
        }
    }
}
