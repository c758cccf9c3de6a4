using System.Globalization;
using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Draws a confusion matrix: a row for each true class, a column for each predicted one, counts in the cells, shaded by their share of the row.</summary>
/// <param name="evaluation">With the matrix.</param>
/// <param name="title">The heading; empty for none.</param>
internal sealed class ConfusionDrawing(Evaluation evaluation, string title)
{
    private const float Edge = 16, TitleHeight = 30, SummaryHeight = 22, AxisTitle = 22, LeastCell = 20, LabelSize = 13, UnderNames = 20;

    private static readonly SKColor Empty = new(0xF7, 0xF8, 0xFA);

    /// <summary>How high a picture of some width is, when the cells are square and nothing is left over.</summary>
    public float HeightOf(float width)
    {
        using var surface = new SKPictureRecorder();
        var layout = Lay(new ChartText(surface.BeginRecording(SKRect.Create(1, 1))), width, float.PositiveInfinity);
        return layout.Grid.Bottom + layout.Below + AxisTitle + Edge;
    }

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="width">How wide.</param>
    /// <param name="height">How high.</param>
    public void Draw(SKCanvas canvas, float width, float height)
    {
        var text = new ChartText(canvas);
        var layout = Lay(text, width, height);
        if (title.Length > 0)
            text.Draw(title, Edge, Edge + 14, 16, ChartColors.Ink, width - 2 * Edge);
        text.Draw(Summary(), Edge, layout.Grid.Top - 16, LabelSize, ChartColors.Muted, width - 2 * Edge);
        DrawCells(canvas, text, layout);
        DrawNames(canvas, text, layout);
        var grid = layout.Grid;
        text.Draw("predicted class", grid.MidX, grid.Bottom + layout.Below + 14, LabelSize, ChartColors.Muted, grid.Width, SKTextAlign.Center);
        var beside = grid.Left - layout.Names - 22;
        canvas.Save();
        canvas.RotateDegrees(-90, beside, grid.MidY);
        text.Draw("true class", beside, grid.MidY, LabelSize, ChartColors.Muted, grid.Height, SKTextAlign.Center);
        canvas.Restore();
    }

    // Square cells, as large as the picture allows, in its middle.
    private ConfusionLayout Lay(ChartText text, float width, float height)
    {
        var names = evaluation.PerClass.Select(score => score.Class).ToArray();
        var widest = Math.Min(names.Max(name => text.Width(name, LabelSize)), width / 4);
        var (left, top) = (Edge + AxisTitle + widest + 10, Edge + (title.Length > 0 ? TitleHeight : 0) + SummaryHeight);
        // Names that are wider than their column stand slanted below it.
        var isSlanted = widest > (width - left - Edge) / names.Length - 6;
        var below = isSlanted ? widest * 0.71f + 16 : UnderNames;
        var side = Math.Min(width - left - Edge, height - top - below - AxisTitle - Edge);
        return new ConfusionLayout(names, SKRect.Create(left + (width - left - Edge - side) / 2, top, side, side), side / names.Length, widest, isSlanted, below);
    }

    private string Summary() => string.Create(CultureInfo.InvariantCulture, $"{evaluation.Count:N0} samples, {evaluation.Accuracy:0.0%} right. Shading: share of the true class.");

    private void DrawCells(SKCanvas canvas, ChartText text, ConfusionLayout layout)
    {
        var (grid, cell) = (layout.Grid, layout.Cell);
        using var paint = new SKPaint { Color = Empty };
        // Cells too small for a gap between them, of which there are many, are drawn only where something is in them.
        var isDense = cell <= 12;
        if (isDense)
            canvas.DrawRect(grid, paint);
        var size = Math.Clamp(cell / 3.2f, 7, 18);
        for (var row = 0; row < evaluation.ConfusionMatrix.Count; row++)
        {
            var total = evaluation.ConfusionMatrix[row].Sum();
            for (var column = 0; column < evaluation.ConfusionMatrix[row].Length; column++)
            {
                var value = evaluation.ConfusionMatrix[row][column];
                if (isDense && value == 0)
                    continue;
                var share = total == 0 ? 0 : (double)value / total;
                paint.Color = value == 0 ? Empty : ChartColors.Pale(row == column ? ChartColors.Train : ChartColors.Validation, 0.08 + 0.92 * share);
                var place = SKRect.Create(grid.Left + column * cell, grid.Top + row * cell, cell, cell);
                place.Inflate(isDense ? 0 : -1, isDense ? 0 : -1);
                canvas.DrawRect(place, paint);
                if (cell < LeastCell || value == 0)
                    continue;
                var number = value.ToString(CultureInfo.InvariantCulture);
                if (text.Width(number, size) <= cell - 4)
                    text.Draw(number, place.MidX, place.MidY + size * 0.36f, size, share > 0.55 ? SKColors.White : ChartColors.Ink, align: SKTextAlign.Center);
            }
        }
    }

    private static void DrawNames(SKCanvas canvas, ChartText text, ConfusionLayout layout)
    {
        var (names, grid, cell) = (layout.Classes, layout.Grid, layout.Cell);
        // With hundreds of classes only every so many names have room.
        var stride = Math.Max(1, (int)Math.Ceiling((LabelSize + 3) / cell));
        for (var i = 0; i < names.Length; i += stride)
        {
            var (x, y) = (grid.Left + (i + 0.5f) * cell, grid.Top + (i + 0.5f) * cell);
            text.Draw(names[i], grid.Left - 8, y + 4, LabelSize, ChartColors.Muted, layout.Names, SKTextAlign.Right);
            if (!layout.IsSlanted)
            {
                text.Draw(names[i], x, grid.Bottom + 16, LabelSize, ChartColors.Muted, cell - 4, SKTextAlign.Center);
                continue;
            }

            canvas.Save();
            canvas.RotateDegrees(-45, x + 4, grid.Bottom + 12);
            text.Draw(names[i], x + 4, grid.Bottom + 12, LabelSize, ChartColors.Muted, layout.Names, SKTextAlign.Right);
            canvas.Restore();
        }
    }
}
