using System.Diagnostics;
using Freeze.Training.FeatureCaching;
using Xunit;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Reading counts as slow only where its fastest batch is slower than the fastest that was computed.</summary>
public sealed class CacheTimingTests
{
    [Theory]
    [InlineData(10, 100, true)]
    [InlineData(100, 10, false)]
    public void The_fastest_batches_decide(int computed, int read, bool expected)
    {
        var pace = new CacheTiming();
        Assert.False(pace.IsReadingSlower);
        pace.Computed(Ago(1000 + computed), 1);
        pace.Computed(Ago(computed * 8), 8);
        Assert.False(pace.IsReadingSlower);
        pace.Read(Ago(read * 8), 8);
        pace.Read(Ago(5000), 1);
        Assert.Equal(expected, pace.IsReadingSlower);
    }

    private static long Ago(int seconds) => Stopwatch.GetTimestamp() - seconds * Stopwatch.Frequency;
}
