using Freeze.Tensors;
using static Freeze.Training.Metrics.TargetKinds;

namespace Freeze.Training.Metrics;

/// <summary>The metrics there are.</summary>
internal static class MetricCatalog
{
    /// <summary>All of them. Those of classes are means over the classes (macro averages); some names serve yes-or-no targets too.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        new("Accuracy", "share classified right", Classes | Binary, score => score.Accuracy ?? double.NaN),
        new("BalancedAccuracy", "mean recall of the classes that occur", Classes, score => Mean(score.PerClass.Where(one => one.Count > 0), one => one.Recall)),
        new("TopK", "share whose class is among the 5 largest outputs", Classes, score => score.TopK ?? double.NaN),
        new("Precision", "of those called so, the share that are; mean over the classes", Classes | Binary, score => score.Binary?.Precision ?? Mean(Met(score), one => one.Precision)),
        new("Recall", "of those that are, the share called so; mean over the classes", Classes | Binary, score => score.Binary?.Recall ?? Mean(Met(score), one => one.Recall)),
        new("F1", "harmonic mean of precision and recall; mean over the classes", Classes | Binary, score => score.Binary?.F1 ?? Mean(Met(score), one => one.F1)),
        new("CohenKappa", "agreement beyond chance, -1 to 1", Classes, score => Agreement.Kappa(score.ConfusionMatrix)),
        new("MatthewsCorrelation", "correlation of predicted and true classes, -1 to 1", Classes, score => Agreement.Matthews(score.ConfusionMatrix)),
        new("MeanAbsoluteError", "mean distance to the target", Values, score => score.Values!.MeanAbsoluteError),
        new("MeanSquaredError", "mean squared distance to the target", Values, score => score.Values!.MeanSquaredError),
        new("RootMeanSquaredError", "root of the mean squared distance", Values, score => Math.Sqrt(score.Values!.MeanSquaredError)),
        new("R2", "coefficient of determination", Values, score => score.Values!.R2),
    ];

    /// <summary>Finds metrics by name.</summary>
    /// <param name="names">Names in any case.</param>
    /// <param name="targets">What the targets are.</param>
    /// <exception cref="FreezeException">OptionInvalid: a name is unknown, with the nearest ones, or of a metric for other targets.</exception>
    public static IReadOnlyList<MetricDefinition> Find(IEnumerable<string> names, TargetKinds targets) => [.. names.Select(name => Find(name, targets)).Distinct()];

    private static MetricDefinition Find(string name, TargetKinds targets)
    {
        var fitting = All.Where(metric => metric.Targets.HasFlag(targets)).Select(metric => metric.Name).ToArray();
        var cure = $"Choose among {string.Join(", ", fitting)}.";
        var found = All.FirstOrDefault(metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FreezeException(ErrorCode.OptionInvalid, "Metric", $"There is no metric '{name}'.{NearestNames.Suggest(name, fitting)}", cure);
        return found.Targets.HasFlag(targets) ? found
            : throw new FreezeException(ErrorCode.OptionInvalid, "Metric", $"The metric {found.Name} is not for the targets of this loss.", cure);
    }

    // A class that neither occurs nor was ever called has no score.
    private static IEnumerable<ClassScore> Met(Evaluation evaluation) =>
        evaluation.PerClass.Where((one, index) => one.Count > 0 || evaluation.ConfusionMatrix.Any(row => row[index] > 0));

    private static double Mean(IEnumerable<ClassScore> classes, Func<ClassScore, double> value) => classes.Select(value).DefaultIfEmpty(double.NaN).Average();
}
