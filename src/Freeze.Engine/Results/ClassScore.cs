namespace Freeze;

/// <summary>Precision, recall and F1 score of one class.</summary>
/// <param name="Class">Name of the class, or its number if names are unknown.</param>
/// <param name="Count">Number of samples of the class.</param>
/// <param name="Precision">Share of samples predicted as the class that belong to it, 0 to 1; 0 if there are none.</param>
/// <param name="Recall">Share of samples of the class that are predicted as it, 0 to 1; 0 if there are none.</param>
/// <param name="F1">Harmonic mean of precision and recall.</param>
public sealed record ClassScore(string Class, long Count, double Precision, double Recall, double F1)
{
    /// <summary>Scores every class of a confusion matrix.</summary>
    /// <param name="confusion">Samples by true class (first index) and predicted class (second).</param>
    /// <param name="names">Names of the classes; null if unknown.</param>
    public static IReadOnlyList<ClassScore> Of(IReadOnlyList<long[]> confusion, IReadOnlyList<string>? names) =>
        [.. confusion.Select((row, index) => Score(names is not null && index < names.Count ? names[index] : $"{index}",
            row[index], row.Sum(), confusion.Sum(other => other[index])))];

    private static ClassScore Score(string name, long right, long actual, long called)
    {
        var precision = called == 0 ? 0 : (double)right / called;
        var recall = actual == 0 ? 0 : (double)right / actual;
        return new ClassScore(name, actual, precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }
}
