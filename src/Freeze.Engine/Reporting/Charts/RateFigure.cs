using System.Globalization;

namespace Freeze.Reporting;

/// <summary>A sweep over learning rates as a figure: the loss over the rate, and what the sweep suggests.</summary>
internal static class RateFigure
{
    /// <summary>Makes the figure.</summary>
    public static ChartFigure Of(LearningRateSweep sweep)
    {
        var marks = new List<ChartMark>();
        if (sweep.Valley is { } valley)
            marks.Add(new ChartMark(string.Create(CultureInfo.InvariantCulture, $"suggestion {valley:0.##e0}"), ChartColors.Good, valley, null));
        if (sweep.Steepest is { } steepest && steepest != sweep.Valley)
            marks.Add(new ChartMark(string.Create(CultureInfo.InvariantCulture, $"steepest {steepest:0.##e0}"), ChartColors.Validation, steepest, null));
        return new ChartFigure($"learning rate of {sweep.Group}",
        [
            new ChartPanel("Loss",
            [
                new ChartSeries("batch", ChartColors.Pale(ChartColors.Train, 0.35), [.. sweep.Points.Select(point => (point.LearningRate, point.Loss))]) { Width = 1, HasDots = false, IsBackground = true },
                new ChartSeries("smoothed", ChartColors.Train, [.. sweep.Points.Select(point => (point.LearningRate, point.SmoothedLoss))]) { HasDots = false },
            ]) { Marks = marks },
        ]) { IsLogarithmic = true };
    }
}
