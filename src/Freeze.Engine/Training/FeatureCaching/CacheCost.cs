using System.Globalization;

namespace Freeze.Training.FeatureCaching;

/// <summary>What keeping the features of a data set would take and save, over the epochs in which the frozen layers stay the same.</summary>
/// <param name="Samples">Samples of the data set.</param>
/// <param name="Views">How many augmented views of each are kept; 1 without augmentation, 0 where each epoch has its own.</param>
/// <param name="SampleBytes">Bytes of one sample's features.</param>
/// <param name="Passes">Epochs that go over the data set.</param>
/// <param name="Seconds">What computing one sample's features takes, reading it included where that is slow.</param>
internal sealed record CacheCost(int Samples, int Views, long SampleBytes, int Passes, double Seconds)
{
    // Bytes a second, rather too few than too many: the first touch of memory, reading single rows, a disk that is not the fastest.
    private const double MemoryWritten = 1.5e9, MemoryRead = 3e9, DiskWritten = 0.5e9, DiskRead = 1e9;

    // More than any disk holds, and exact in a double.
    private const double MostBytes = 1L << 62;

    /// <summary>Bytes of all that would be kept.</summary>
    public long Bytes => (long)Math.Min((double)Samples * Views * SampleBytes, MostBytes);

    /// <summary>Where the features are to be kept.</summary>
    /// <param name="mode">What the user asks for.</param>
    /// <param name="memory">Bytes that may be taken.</param>
    public CacheDecision Decide(FeatureCacheMode mode, long memory)
    {
        if (mode == FeatureCacheMode.Off)
            return CacheDecision.None("-FeatureCache Off");
        if (Views == 0)
            return CacheDecision.None("augmentation gives every epoch samples of its own (-CacheViews keeps some of them)");
        if (mode == FeatureCacheMode.Disk)
            return new CacheDecision(FeatureCacheMode.Disk, "");
        var fits = Bytes <= memory;
        if (mode == FeatureCacheMode.Memory)
            return fits ? new CacheDecision(FeatureCacheMode.Memory, "") : CacheDecision.None(string.Create(CultureInfo.InvariantCulture, $"{Bytes:N0} bytes are more than the {memory:N0} that -FeatureCacheLimit leaves"));
        if (Passes <= Views)
            return CacheDecision.None("no sample would be read again while the frozen layers stay the same");
        var place = fits ? FeatureCacheMode.Memory : FeatureCacheMode.Disk;
        return Saves(place) ? new CacheDecision(place, "") : CacheDecision.None(string.Create(CultureInfo.InvariantCulture, $"reading {SampleBytes:N0} bytes a sample back would take longer than computing them"));
    }

    private bool Saves(FeatureCacheMode place)
    {
        var (written, read) = place == FeatureCacheMode.Memory ? (MemoryWritten, MemoryRead) : (DiskWritten, DiskRead);
        return (Passes - Views) * (Seconds - SampleBytes / read) > Views * SampleBytes / written;
    }
}
