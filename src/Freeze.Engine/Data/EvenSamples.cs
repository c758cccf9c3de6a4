namespace Freeze.Data;

/// <summary>Takes some samples of every class: folders hold their classes one after another, and the first samples would all be of one.</summary>
internal static class EvenSamples
{
    /// <summary>Draws samples, class by class in turn; where a class has no more, the others give.</summary>
    /// <param name="labels">The class number of each sample.</param>
    /// <param name="count">How many to take; a larger number takes those of a smaller one and more.</param>
    /// <returns>Places of the samples among the labels, in the order of the data. They depend on labels and count alone.</returns>
    public static int[] Take(int[] labels, int count)
    {
        var classes = Enumerable.Range(0, labels.Length).GroupBy(sample => labels[sample]).OrderBy(group => group.Key).Select(group => Shuffled([.. group], group.Key)).ToArray();
        var taken = new List<int>(Math.Min(count, labels.Length));
        for (var round = 0; taken.Count < count && taken.Count < labels.Length; round++)
            taken.AddRange(classes.Where(samples => samples.Length > round).Select(samples => samples[round]).Take(count - taken.Count));
        return [.. taken.Order()];
    }

    // The same numbers every time: a try that is run again is the same try.
    private static int[] Shuffled(int[] samples, int label)
    {
        var order = ShuffleOrder.Of(0, label, samples.Length);
        return Array.ConvertAll(order, place => samples[place]);
    }
}
