using System.Collections;
using System.Diagnostics;
using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Tensors;

namespace Freeze.Training.FeatureCaching;

/// <summary>A pass over a data set that gives what the frozen prefix makes of the samples: read from the cache where it has them, computed and kept where not.</summary>
/// <param name="prefix">The prefix; null where there is none, and the samples come as they are.</param>
/// <param name="data">The samples.</param>
/// <param name="order">Their numbers, in the order of the pass.</param>
/// <param name="batchSize">Samples of a batch.</param>
/// <param name="dropLast">Whether a last batch that is not full is left out.</param>
internal sealed class FeatureBatches(FrozenBackbone? prefix, TorchDataset data, int[] order, int batchSize, bool dropLast) : IEnumerable<Batch>
{
    /// <summary>Where features are kept; null for nowhere.</summary>
    public FeatureCache? Cache { get; init; }

    /// <summary>What training varies the samples with; null to take them as they are.</summary>
    public AugmentationSeed? Augmentation { get; init; }

    /// <summary>Which of the kept views of each sample this pass is about, from 0.</summary>
    public int View { get; init; }

    /// <summary>Hears how long batches take; null for nobody.</summary>
    public CacheTiming? Pace { get; init; }

    /// <summary>Batches of the pass.</summary>
    public int Count => CeilingDivision.Batches(order.Length, batchSize, dropLast);

    /// <summary>Samples that were computed.</summary>
    public int Computed { get; private set; }

    /// <summary>Samples that were read from the cache.</summary>
    public int Read { get; private set; }

    /// <summary>Why the cache is of no more use; null where it is.</summary>
    public IOException? Failure { get; private set; }

    /// <inheritdoc/>
    public IEnumerator<Batch> GetEnumerator()
    {
        var isKept = Enumerable.Range(0, Count).Select(number => Cache?.Has(Numbers(number), View) ?? false).ToArray();
        int[] missing = [.. Enumerable.Range(0, Count).Where(number => !isKept[number]).SelectMany(number => Numbers(number).ToArray())];
        // Only the last batch can be shorter than the others, so what is missing falls into batches as the whole does.
        using var samples = new DataLoader(data, missing, batchSize, dropLast: false, Augmentation).GetEnumerator();
        for (var number = 0; number < Count; number++)
        {
            var start = Stopwatch.GetTimestamp();
            if (isKept[number] && FromCache(number) is { } kept)
            {
                Pace?.Read(start, kept.Count);
                yield return kept;
            }
            else if (isKept[number] || samples.MoveNext())
            {
                var computed = Compute(number, isKept[number] ? data.ReadBatch(Numbers(number), Augmentation) : samples.Current);
                Pace?.Computed(start, computed.Count);
                yield return computed;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Batch? FromCache(int number)
    {
        if (Failure is not null)
            return null;
        try
        {
            var numbers = Numbers(number);
            var batch = prefix!.Continue(Cache!.Read(numbers, View), data.ReadLabels(numbers));
            Read += numbers.Length;
            return batch;
        }
        catch (IOException error)
        {
            Failure = error;
            return null;
        }
    }

    private Batch Compute(int number, Batch samples)
    {
        if (prefix is null)
            return samples;
        var batch = samples;
        NativeFailure.Translate("Running the frozen layers", () => batch = prefix.Apply(samples));
        Computed += batch.Count;
        if (Cache is null || Failure is not null)
            return batch;
        try
        {
            Cache.Keep(Numbers(number), View, batch.Inputs);
        }
        catch (IOException error)
        {
            Failure = error;
        }

        return batch;
    }

    private ReadOnlySpan<int> Numbers(int batch)
    {
        var start = batch * batchSize;
        return order.AsSpan(start, Math.Min(batchSize, order.Length - start));
    }
}
