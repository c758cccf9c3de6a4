using Freeze.Training.FeatureCaching;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>Features in a file and in memory come back as they went in; the file is nobody's to find.</summary>
public sealed class DiskFeaturesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-features-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_come_back_in_any_order(bool onDisk)
    {
        using var store = Open(onDisk, 20, [3, 2], ScalarType.Float32);
        using var values = arange(120, ScalarType.Float32).reshape(20, 3, 2);
        long[] written = [.. Enumerable.Range(0, 20).Select(row => (row * 7L + 3) % 20)];
        using (var shuffled = values.index_select(0, tensor(written)))
            store.Write(written, shuffled);
        long[] wanted = [4, 5, 6, 19, 0, 0, 7];
        using var read = store.Read(wanted);
        using var expected = values.index_select(0, tensor(wanted));
        Assert.Equal([7, 3, 2], read.shape);
        Assert.True(read.Equals(expected));
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Other_types_keep_every_bit(ScalarType type)
    {
        using var store = Open(true, 4, [5], type);
        using var values = randn(4, 5).to(type);
        store.Write([0, 1, 2, 3], values);
        using var read = store.Read([0, 1, 2, 3]);
        Assert.Equal(type, read.dtype);
        Assert.True(read.bytes.SequenceEqual(values.bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(71)]
    [InlineData(480)]
    public void Batches_larger_than_a_span_go_in_pieces(int piece)
    {
        using var store = new DiskFeatures(_folder, 20, [3, 2], ScalarType.Float32, piece);
        using var values = arange(120, ScalarType.Float32).reshape(20, 3, 2);
        store.Write([.. Enumerable.Range(0, 20).Select(row => (long)row)], values);
        long[] wanted = [4, 5, 6, 7, 19, 0, 1, 2, 3];
        using var read = store.Read(wanted);
        using var expected = values.index_select(0, tensor(wanted));
        Assert.True(read.Equals(expected));
    }

    [Fact]
    public void A_row_that_no_span_holds_is_an_exception_at_once() =>
        Assert.Contains("2 GB", Assert.ThrowsAny<IOException>(() => new DiskFeatures(_folder, 1, [1L << 29, 2], ScalarType.Float32)).Message);

    [Fact]
    public void The_file_has_no_name_while_it_is_used_and_is_gone_afterwards()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows deletes it when it is closed.");
        using (Open(true, 1000, [100], ScalarType.Float32))
            Assert.Empty(Directory.GetFiles(_folder));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_disk_without_room_is_an_exception_at_once()
    {
        Assert.ThrowsAny<IOException>(() => Open(true, 1L << 40, [1L << 10], ScalarType.Float32));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_exception() =>
        Assert.ThrowsAny<IOException>(() => new DiskFeatures(Path.Combine(_folder, "none"), 1, [1], ScalarType.Float32));

    private FeatureStore Open(bool onDisk, long rows, long[] shape, ScalarType type) => onDisk ? new DiskFeatures(_folder, rows, shape, type) : new MemoryFeatures(rows, shape, type);
}
