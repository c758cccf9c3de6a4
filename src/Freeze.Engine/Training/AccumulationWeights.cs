namespace Freeze.Training;

/// <summary>What each batch counts for in a step that several make together: as much as its samples would in one large batch.</summary>
internal static class AccumulationWeights
{
    /// <summary>What the loss of each batch is divided by before its gradients are added up; null where a step has one batch.</summary>
    /// <param name="order">The samples in the epoch's order.</param>
    /// <param name="data">The data.</param>
    /// <param name="loss">The loss, whose class weights count.</param>
    /// <param name="options">Batch size and accumulation count here.</param>
    public static IReadOnlyList<double>? Divisors(int[] order, TorchDataset data, LossFunction loss, RunOptions options)
    {
        if (options.AccumulationSteps == 1)
            return null;
        var weights = Enumerable.Range(0, options.BatchesOf(data)).Select(batch => order.Skip(batch * options.BatchSize).Take(options.BatchSize).Sum(sample => WeightOf(sample, data, loss))).ToArray();
        // A step ends with the epoch, however few batches it has by then. Batches that count for nothing divide by infinity.
        return [.. weights.Chunk(options.AccumulationSteps).SelectMany(step => step.Select(weight => step.Sum() / weight))];
    }

    private static double WeightOf(int sample, TorchDataset data, LossFunction loss) =>
        loss.ClassWeight is { } weights && data.Labels?[sample] is { } label && label < weights.Count ? weights[label] : 1;
}
