using System.Globalization;

namespace Freeze.Reporting.Charts;

/// <summary>A sweep over learning rates as a figure: the loss over the rate, and what the sweep suggests.</summary>
internal static class RateFigure
{
    /// <summary>Makes the figure.</summary>
    public static ChartFigure Of(LearningRateSweep sweep)
    {
        var marks = new List<ChartMark>();
        if (sweep.Valley is { } valley)
            marks.Add(new ChartMark($"suggestion {Rate(valley)}", ChartColors.Good, valley, null));
        if (sweep.Steepest is { } steepest && steepest != sweep.Valley)
            marks.Add(new ChartMark($"steepest {Rate(steepest)}", ChartColors.Validation, steepest, null));
        var losses = sweep.Points.Select(point => point.SmoothedLoss).ToArray();
        return new ChartFigure($"learning rate of {sweep.Group}",
        [
            new ChartPanel("Loss",
            [
                new ChartSeries("batch", ChartColors.Pale(ChartColors.Train, 0.35), [.. sweep.Points.Select(point => (point.LearningRate, point.Loss))]) { Width = 1, HasDots = false, IsBackground = true },
                new ChartSeries("smoothed", ChartColors.Train, [.. sweep.Points.Select(point => (point.LearningRate, point.SmoothedLoss))]) { HasDots = false },
            ]) { Marks = marks, Greatest = Interesting(losses) },
        ]) { IsLogarithmic = true };
    }

    private static string Rate(double rate) => rate.ToString(rate < 1e-3 ? "0.##e0" : "G3", CultureInfo.InvariantCulture);

    // How far the loss runs away at the end does not matter; what came before its least value does.
    private static double? Interesting(double[] losses)
    {
        if (losses.Length == 0)
            return null;
        var least = losses.Min();
        var before = losses[..(Array.IndexOf(losses, least) + 1)].Max();
        return before + Math.Max((before - least) / 2, Math.Abs(before) * 0.1);
    }
}
