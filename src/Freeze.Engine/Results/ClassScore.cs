namespace Freeze;

/// <summary>How one class is recognised.</summary>
/// <param name="Class">Its name, or its number where names are unknown.</param>
/// <param name="Count">Samples that are of it.</param>
/// <param name="Precision">Of the samples called it, the share that are, 0 to 1; 0 where none was.</param>
/// <param name="Recall">Of the samples that are it, the share called so, 0 to 1; 0 where there are none.</param>
/// <param name="F1">The harmonic mean of the two.</param>
public sealed record ClassScore(string Class, long Count, double Precision, double Recall, double F1)
{
    /// <summary>Scores every class of a confusion matrix.</summary>
    /// <param name="confusion">Samples by true class (first index) and predicted class (second).</param>
    /// <param name="names">The classes' names; null where unknown.</param>
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
