using System.Collections;

namespace Freeze.Data;

/// <summary>A pass over a data set, batch by batch in a given order.</summary>
internal sealed class BatchSequence(TorchDataset data, int[] order, int batchSize, bool dropLast) : IEnumerable<Batch>
{
    /// <summary>Batches of the pass.</summary>
    public int Count => dropLast ? order.Length / batchSize : (order.Length + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public IEnumerator<Batch> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return data.ReadBatch(order.AsSpan(i * batchSize, Math.Min(batchSize, order.Length - i * batchSize)));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
