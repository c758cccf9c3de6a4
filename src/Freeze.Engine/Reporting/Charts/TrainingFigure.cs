using System.Globalization;
using SkiaSharp;

namespace Freeze.Reporting;

/// <summary>The records of one or several fine-tuning runs as a figure: loss, accuracy, metrics, learning rates, and the phases of freezing.</summary>
internal static class TrainingFigure
{
    // More points than pixels show nothing more.
    private const int MostStepLosses = 3000;

    /// <summary>Makes the figure.</summary>
    /// <param name="records">The records, in any order; where an epoch of a run comes twice, the later one counts.</param>
    public static ChartFigure Of(IEnumerable<EpochRecord> records)
    {
        var runs = records.GroupBy(record => record.RunId).Select(run => run.GroupBy(record => record.Epoch).Select(epoch => epoch.Last()).OrderBy(record => record.Epoch).ToArray()).ToArray();
        var panels = new List<ChartPanel> { Loss(runs) };
        if (runs.SelectMany(run => run).Any(record => record.Accuracy is not null))
            panels.Add(new ChartPanel("Accuracy", [.. runs.Select((run, index) => Line(RunName(runs, index) ?? "validation", RunColour(runs, index, ChartColors.Good), run, record => record.Accuracy))]) { Weight = 0.7 });
        if (Named(runs, record => record.Metrics) is { Count: > 0 } metrics)
            panels.Add(new ChartPanel("Metrics", metrics) { Weight = 0.7 });
        panels.Add(new ChartPanel("Learning rate", Named(runs, record => record.LearningRates)) { Weight = 0.6, IsLogarithmic = true });
        var phases = runs.Select(FreezePhase.Of).ToArray();
        return new ChartFigure("epoch", panels)
        {
            Start = runs.Min(run => run[0].Epoch) - 1,
            // Runs whose phases differ cannot share the shading.
            Phases = phases.All(own => own.SequenceEqual(phases[0])) ? phases[0] : [],
        };
    }

    private static ChartPanel Loss(EpochRecord[][] runs)
    {
        var series = new List<ChartSeries>();
        var hasValidation = runs.SelectMany(run => run).Any(record => record.ValidationLoss is not null);
        for (var i = 0; i < runs.Length; i++)
        {
            var colour = RunColour(runs, i, ChartColors.Train);
            if (runs.Length == 1)
                series.Add(StepLosses(runs[i]));
            // Among several runs, training is the broken line wherever validation is there to be the whole one.
            series.Add(Line(runs.Length == 1 ? "training" : hasValidation ? null : RunName(runs, i), colour, runs[i], record => record.TrainLoss) with { Dash = runs.Length > 1 && hasValidation ? ChartDash.Dashed : ChartDash.Solid, Width = runs.Length > 1 && hasValidation ? 1.2f : 2, HasDots = runs.Length == 1 || !hasValidation });
            if (hasValidation)
                series.Add(Line(runs.Length == 1 ? "validation" : RunName(runs, i), RunColour(runs, i, ChartColors.Validation), runs[i], record => record.ValidationLoss));
        }

        return new ChartPanel(runs.Length > 1 && hasValidation ? "Validation loss (training dashed)" : "Loss", series) { Marks = Best(runs) };
    }

    // The single steps, averaged where there are too many of them, behind the epochs' means.
    private static ChartSeries StepLosses(EpochRecord[] run)
    {
        var stride = Math.Max(1, (int)Math.Ceiling(run.Sum(record => (double)record.StepLosses.Length) / MostStepLosses));
        var points = run.SelectMany(record => record.StepLosses.Chunk(stride).Select((losses, index) =>
            (record.Epoch - 1 + Math.Min(record.StepLosses.Length, (index + 0.5) * stride) / record.StepLosses.Length, losses.Average())));
        return new ChartSeries("steps", ChartColors.Pale(ChartColors.Train, 0.35), [.. points]) { Width = 1, HasDots = false, IsBackground = true };
    }

    private static IReadOnlyList<ChartMark> Best(EpochRecord[][] runs)
    {
        var marks = new List<ChartMark>();
        foreach (var (run, index) in runs.Select((run, index) => (run, index)))
        {
            if (run.LastOrDefault(record => record.IsBest) is not { } best)
                continue;
            var loss = best.ValidationLoss ?? best.TrainLoss;
            var text = runs.Length == 1 ? string.Create(CultureInfo.InvariantCulture, $"best {loss:0.####} in epoch {best.Epoch}") : marks.Count == 0 ? "best" : null;
            marks.Add(new ChartMark(text, RunColour(runs, index, ChartColors.Ink), best.Epoch, loss));
        }

        return marks;
    }

    // A line for each name; among several runs the colour tells the run as elsewhere, so the name must be told by the kind of line.
    private static IReadOnlyList<ChartSeries> Named(EpochRecord[][] runs, Func<EpochRecord, NamedValues> values)
    {
        var names = runs.SelectMany(run => run).SelectMany(record => values(record).Keys).Distinct().ToList();
        ChartSeries Of(string name, int number, int run) => Line(runs.Length == 1 ? name : null, RunColour(runs, run, ChartColors.Of(number)), runs[run], record => values(record).TryGetValue(name, out var value) ? value : null)
            with { Dash = runs.Length == 1 ? ChartDash.Solid : (ChartDash)(number % 3), HasDots = false };
        return
        [
            .. runs.Length == 1 ? [] : names.Select((name, number) => new ChartSeries(name, ChartColors.Muted, []) { Dash = (ChartDash)(number % 3) }),
            .. names.SelectMany((name, number) => runs.Select((_, run) => Of(name, number, run))),
        ];
    }

    private static ChartSeries Line(string? name, SKColor colour, EpochRecord[] run, Func<EpochRecord, double?> value) =>
        new(name, colour, [.. run.Select(record => ((double)record.Epoch, value(record) ?? double.NaN))]);

    private static string? RunName(EpochRecord[][] runs, int index) => runs.Length == 1 ? null : runs[index][0].RunId;

    private static SKColor RunColour(EpochRecord[][] runs, int index, SKColor single) => runs.Length == 1 ? single : ChartColors.Of(index);
}
