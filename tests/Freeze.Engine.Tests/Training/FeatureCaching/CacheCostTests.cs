using Freeze.Training.FeatureCaching;
using Xunit;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Whether and where features are kept follows from what that takes and saves.</summary>
public sealed class CacheCostTests
{
    private const long Megabyte = 1 << 20;

    // 1000 samples of 8 KB, ten passes, 100 microseconds each.
    private static readonly CacheCost Usual = new(1000, 1, 8192, 10, 1e-4);

    [Theory]
    [InlineData(FeatureCacheMode.Auto, 8 * Megabyte, FeatureCacheMode.Memory)]
    [InlineData(FeatureCacheMode.Auto, 7 * Megabyte, FeatureCacheMode.Disk)]
    [InlineData(FeatureCacheMode.Memory, 8 * Megabyte, FeatureCacheMode.Memory)]
    [InlineData(FeatureCacheMode.Memory, 7 * Megabyte, FeatureCacheMode.Off)]
    [InlineData(FeatureCacheMode.Disk, 8 * Megabyte, FeatureCacheMode.Disk)]
    [InlineData(FeatureCacheMode.Off, 8 * Megabyte, FeatureCacheMode.Off)]
    public void The_limit_decides_between_memory_and_disk(FeatureCacheMode mode, long memory, FeatureCacheMode expected) =>
        Assert.Equal(expected, Usual.Decide(mode, memory).Place);

    [Theory]
    [InlineData(1, 1, FeatureCacheMode.Off)]
    [InlineData(2, 1, FeatureCacheMode.Memory)]
    [InlineData(3, 3, FeatureCacheMode.Off)]
    [InlineData(4, 3, FeatureCacheMode.Memory)]
    public void Auto_keeps_only_what_is_read_again(int passes, int views, FeatureCacheMode expected) =>
        Assert.Equal(expected, (Usual with { Passes = passes, Views = views }).Decide(FeatureCacheMode.Auto, 100 * Megabyte).Place);

    [Fact]
    public void Auto_does_not_keep_what_takes_longer_to_read_than_to_compute()
    {
        var wide = Usual with { SampleBytes = 800_000, Seconds = 2e-4 };
        Assert.Equal(FeatureCacheMode.Off, wide.Decide(FeatureCacheMode.Auto, 2000 * Megabyte).Place);
        Assert.Equal(FeatureCacheMode.Memory, wide.Decide(FeatureCacheMode.Memory, 2000 * Megabyte).Place);
        Assert.Equal(FeatureCacheMode.Memory, (wide with { Seconds = 1e-3 }).Decide(FeatureCacheMode.Auto, 2000 * Megabyte).Place);
        Assert.Equal(FeatureCacheMode.Memory, (wide with { Seconds = double.PositiveInfinity }).Decide(FeatureCacheMode.Auto, 2000 * Megabyte).Place);
    }

    [Fact]
    public void A_limit_that_is_missed_by_a_byte_is_said_to_the_byte() =>
        Assert.Equal("8,192,000 bytes are more than the 8,191,999 that -FeatureCacheLimit leaves", Usual.Decide(FeatureCacheMode.Memory, 8_191_999).Reason);

    [Fact]
    public void Samples_that_are_new_in_every_epoch_cannot_be_kept()
    {
        foreach (var mode in Enum.GetValues<FeatureCacheMode>())
            Assert.Equal(FeatureCacheMode.Off, (Usual with { Views = 0 }).Decide(mode, 100 * Megabyte).Place);
    }
}
