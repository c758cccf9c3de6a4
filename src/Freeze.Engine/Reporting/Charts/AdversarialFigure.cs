using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>The records of one or several adversarial runs as a figure: both losses, the discriminator's verdicts, learning rates.</summary>
internal static class AdversarialFigure
{
    /// <summary>Makes the figure.</summary>
    /// <param name="records">The records, in any order; where an epoch of a run comes twice, the later one counts.</param>
    public static ChartFigure Of(IEnumerable<AdversarialRecord> records)
    {
        var runs = new RunSet<AdversarialRecord>(records, record => record.RunId, record => record.Epoch);
        return new ChartFigure("epoch",
        [
            Pair(runs, "Loss", ("generator", ChartColors.Train, record => record.GeneratorLoss), ("discriminator", ChartColors.Validation, record => record.DiscriminatorLoss),
                runs.IsSingle ? [runs.Steps(null, ChartColors.Validation, record => record.DiscriminatorStepLosses), runs.Steps(null, ChartColors.Train, record => record.GeneratorStepLosses)] : []),
            Pair(runs, "Discriminator's verdict", ("real samples", ChartColors.Good, record => record.RealScore), ("generated samples", ChartColors.Of(3), record => record.FakeScore), []) with { Weight = 0.7 },
            new ChartPanel("Learning rate", runs.Named(record => record.LearningRates)) { Weight = 0.6, IsLogarithmic = true },
        ]) { Start = runs.Start };
    }

    // Two lines; among several runs each run has its colour and the second line is broken.
    private static ChartPanel Pair(RunSet<AdversarialRecord> runs, string title, (string Name, SKColor Colour, Func<AdversarialRecord, double?> Value) first,
        (string Name, SKColor Colour, Func<AdversarialRecord, double?> Value) second, ChartSeries[] behind) => runs.IsSingle
        ? new ChartPanel(title, [.. behind, .. runs.Lines(first.Name, first.Colour, first.Value), .. runs.Lines(second.Name, second.Colour, second.Value)])
        : new ChartPanel($"{title}: {first.Name} ({second.Name} dashed)",
            [.. runs.Lines("", first.Colour, first.Value), .. runs.Runs.Select((_, run) => runs.Line(run, null, second.Colour, second.Value) with { Dash = ChartDash.Dashed, HasDots = false })]);
}
