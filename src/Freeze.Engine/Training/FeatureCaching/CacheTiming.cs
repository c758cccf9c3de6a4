using System.Diagnostics;

namespace Freeze.Training.FeatureCaching;

/// <summary>How long samples take, computed and read back. The fastest batch of each counts, so that a busy machine makes neither look bad.</summary>
internal sealed class CacheTiming
{
    private double _computed = double.PositiveInfinity, _read = double.PositiveInfinity;

    /// <summary>Whether reading takes longer than computing, as a slow disk makes it.</summary>
    public bool IsReadingSlower => double.IsFinite(_computed) && double.IsFinite(_read) && _read > _computed;

    /// <summary>A batch was computed.</summary>
    /// <param name="since">The time stamp of its beginning.</param>
    /// <param name="samples">Its samples.</param>
    public void Computed(long since, int samples) => _computed = Math.Min(_computed, PerSample(since, samples));

    /// <summary>A batch was read.</summary>
    /// <param name="since">The time stamp of its beginning.</param>
    /// <param name="samples">Its samples.</param>
    public void Read(long since, int samples) => _read = Math.Min(_read, PerSample(since, samples));

    private static double PerSample(long since, int samples) => Stopwatch.GetElapsedTime(since).TotalSeconds / samples;
}
