using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>What a frozen prefix gave for the samples of a data set, once it has been computed.</summary>
/// <param name="store">Where it is kept: view after view, sample after sample.</param>
/// <param name="samples">Samples of the data set.</param>
internal sealed class FeatureCache(FeatureStore store, int samples) : IDisposable
{
    private readonly bool[] _kept = new bool[store.Rows];

    /// <summary>Whether it is kept in a file.</summary>
    public bool IsOnDisk => store is DiskFeatures;

    /// <summary>Whether all of some samples are there.</summary>
    /// <param name="numbers">The samples.</param>
    /// <param name="view">Which augmented view of them, from 0.</param>
    public bool Has(ReadOnlySpan<int> numbers, int view)
    {
        var first = (long)view * samples;
        foreach (var number in numbers)
        {
            if (!_kept[first + number])
                return false;
        }

        return true;
    }

    /// <summary>Keeps some samples.</summary>
    /// <exception cref="IOException">They cannot be kept.</exception>
    public void Keep(ReadOnlySpan<int> numbers, int view, Tensor features)
    {
        var rows = Rows(numbers, view);
        store.Write(rows, features);
        foreach (var row in rows)
            _kept[row] = true;
    }

    /// <summary>Reads some samples that are there.</summary>
    /// <returns>The caller's own.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public Tensor Read(ReadOnlySpan<int> numbers, int view) => store.Read(Rows(numbers, view));

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    private long[] Rows(ReadOnlySpan<int> numbers, int view)
    {
        var rows = new long[numbers.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (long)view * samples + numbers[i];
        return rows;
    }
}
