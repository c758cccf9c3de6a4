using System.Globalization;

namespace Freeze.Reporting.Charts;

/// <summary>The records of one or several fine-tuning runs as a figure: loss, accuracy, metrics, learning rates, and the phases of freezing.</summary>
internal static class TrainingFigure
{
    /// <summary>Makes the figure.</summary>
    /// <param name="records">The records, in any order; where an epoch of a run comes twice, the later one counts.</param>
    public static ChartFigure Of(IEnumerable<EpochRecord> records)
    {
        var runs = new RunSet<EpochRecord>(records, record => record.RunId, record => record.Epoch);
        var panels = new List<ChartPanel> { Loss(runs) };
        if (runs.All.Any(record => record.Accuracy is not null))
            panels.Add(new ChartPanel("Accuracy", [.. runs.Lines("validation", ChartColors.Good, record => record.Accuracy)]) { Weight = 0.7 });
        if (runs.Named(record => record.Metrics) is { Count: > 0 } metrics)
            panels.Add(new ChartPanel("Metrics", metrics) { Weight = 0.7 });
        panels.Add(new ChartPanel("Learning rate", runs.Named(record => record.LearningRates)) { Weight = 0.6, IsLogarithmic = true });
        var phases = runs.Runs.Select(FreezePhase.Of).ToArray();
        return new ChartFigure("epoch", panels)
        {
            Start = runs.Start,
            // Runs whose phases differ cannot share the shading.
            Phases = phases.All(own => own.SequenceEqual(phases[0])) ? phases[0] : [],
        };
    }

    private static ChartPanel Loss(RunSet<EpochRecord> runs)
    {
        var hasValidation = runs.All.Any(record => record.ValidationLoss is not null);
        if (runs.IsSingle)
        {
            return new ChartPanel("Loss",
            [
                .. runs.All.Any(record => record.StepLosses.Length > 0) ? [runs.Steps("steps", ChartColors.Train, record => record.StepLosses)] : Array.Empty<ChartSeries>(),
                .. runs.Lines("training", ChartColors.Train, record => record.TrainLoss),
                .. hasValidation ? runs.Lines("validation", ChartColors.Validation, record => record.ValidationLoss) : [],
            ]) { Marks = Best(runs) };
        }

        // Among several runs, training is a thin broken line wherever validation is there to be the whole one.
        var training = runs.Runs.Select((_, run) => runs.Line(run, hasValidation ? null : runs.Name(run, ""), ChartColors.Train, record => record.TrainLoss));
        return new ChartPanel(hasValidation ? "Validation loss (training dashed)" : "Training loss",
        [
            .. hasValidation ? training.Select(line => line with { Dash = ChartDash.Dashed, Width = 1.2f, HasDots = false }) : training,
            .. hasValidation ? runs.Lines("validation", ChartColors.Validation, record => record.ValidationLoss) : [],
        ]) { Marks = Best(runs) };
    }

    private static IReadOnlyList<ChartMark> Best(RunSet<EpochRecord> runs)
    {
        var marks = new List<ChartMark>();
        for (var run = 0; run < runs.Runs.Count; run++)
        {
            if (runs.Runs[run].LastOrDefault(record => record.IsBest) is not { } best)
                continue;
            var loss = best.ValidationLoss ?? best.TrainLoss;
            var text = runs.IsSingle ? string.Create(CultureInfo.InvariantCulture, $"best {loss:0.####} in epoch {best.Epoch}") : marks.Count == 0 ? "best" : null;
            marks.Add(new ChartMark(text, runs.Colour(run, ChartColors.Ink), best.Epoch, loss));
        }

        return marks;
    }
}
