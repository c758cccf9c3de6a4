using System.Collections;
using Freeze.Tensors;

namespace Freeze.Data;

/// <summary>A pass over a data set, batch by batch in a given order. What takes long to read is read ahead on other threads.</summary>
/// <param name="data">The samples.</param>
/// <param name="order">Their numbers, in the order of the pass.</param>
/// <param name="batchSize">Samples of a batch.</param>
/// <param name="dropLast">Whether a last batch that is not full is left out.</param>
/// <param name="augmentation">What training varies the samples with; null to take them as they are.</param>
internal sealed class DataLoader(TorchDataset data, int[] order, int batchSize, bool dropLast, AugmentationSeed? augmentation = null) : IEnumerable<Batch>
{
    private const int Ahead = 2;
    private const long MemoryAhead = 1L << 30;

    /// <summary>Batches of the pass.</summary>
    public int Count => CeilingDivision.Batches(order.Length, batchSize, dropLast);

    /// <summary>Threads that read ahead; the processors of this process by default.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Batches that may be read ahead: some for every thread, but no more than a gigabyte of them.</summary>
    public int Depth => (int)Math.Clamp(MemoryAhead / Math.Max(1, batchSize * 4L * ElementCount.Of(data.SampleShape)), 1, Threads + Ahead);

    /// <inheritdoc/>
    public IEnumerator<Batch> GetEnumerator() =>
        data.IsSlow(augmentation is not null) && Threads > 0 ? new BatchPrefetch(Count, Math.Min(Threads, Depth), Depth, Read) : InTurn();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<Batch> InTurn()
    {
        for (var i = 0; i < Count; i++)
            yield return Read(i, CancellationToken.None);
    }

    private Batch Read(int number, CancellationToken cancellation)
    {
        var start = number * batchSize;
        return data.ReadAhead(order.AsSpan(start, Math.Min(batchSize, order.Length - start)), augmentation, cancellation);
    }
}
