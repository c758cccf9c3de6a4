namespace Freeze.Training.Metrics;

/// <summary>How far predicted and true classes agree beyond what chance would do.</summary>
internal static class Agreement
{
    /// <summary>Cohen's kappa (Cohen 1960); 0 where chance alone explains everything.</summary>
    /// <param name="confusion">Samples by true class (first index) and predicted class (second).</param>
    public static double Kappa(IReadOnlyList<long[]> confusion)
    {
        var (total, right, chance, _, _) = Sums(confusion);
        var expected = chance / (total * total);
        return expected >= 1 ? 0 : (right / total - expected) / (1 - expected);
    }

    /// <summary>Matthews' correlation for several classes (Gorodkin 2004); 0 where one side is constant.</summary>
    /// <param name="confusion">Samples by true class (first index) and predicted class (second).</param>
    public static double Matthews(IReadOnlyList<long[]> confusion)
    {
        var (total, right, chance, actual, called) = Sums(confusion);
        var spread = Math.Sqrt((total * total - actual) * (total * total - called));
        return spread == 0 ? 0 : (right * total - chance) / spread;
    }

    private static (double Total, double Right, double Chance, double ActualSquares, double CalledSquares) Sums(IReadOnlyList<long[]> confusion)
    {
        var classes = Enumerable.Range(0, confusion.Count).ToArray();
        var actual = classes.Select(row => (double)confusion[row].Sum()).ToArray();
        var called = classes.Select(column => (double)confusion.Sum(row => row[column])).ToArray();
        return (actual.Sum(), classes.Sum(index => (double)confusion[index][index]), classes.Sum(index => actual[index] * called[index]),
            actual.Sum(count => count * count), called.Sum(count => count * count));
    }
}
