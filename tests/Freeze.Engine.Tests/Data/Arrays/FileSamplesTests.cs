using System.Buffers.Binary;
using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data.Arrays;

/// <summary>Data that stays in its file gives the same inputs as data in memory.</summary>
public sealed class FileSamplesTests
{
    [Theory]
    [InlineData("|u1", "5, 3, 8, 8", 1)]
    [InlineData("|u1", "5, 8, 8, 3", 1)]
    [InlineData("<f4", "5, 8, 8, 3", 4)]
    [InlineData(">f4", "5, 16, 12", 4)]
    [InlineData("<f2", "5, 192", 2)]
    [InlineData(">i8", "5, 192", 8)]
    public void Arrays_are_read_sample_by_sample(string type, string shape, int size)
    {
        using var folder = new DataFolder();
        var bytes = Enumerable.Range(0, 5 * 192 * size).Select(i => (byte)(i * 7 % 61)).ToArray();
        var path = folder.Write("x.npy", ArrayFileTests.Npy(type, shape, bytes));
        folder.Write("y.npy", ArrayFileTests.Npy("|u1", "5", [4, 3, 2, 1, 0]));
        var (whole, streamed) = (DatasetReader.Open(path, new DatasetOptions()), DatasetReader.Open(path, new DatasetOptions { MemoryLimit = 0 }));
        Assert.False(whole.IsSlow(false));
        Assert.True(streamed.IsSlow(false));
        Assert.Equal(DataFolder.Values(whole, 3, 0, 4), DataFolder.Values(streamed, 3, 0, 4));
        Assert.Equal(whole.Labels!, streamed.Labels!);
        Assert.Equal(streamed.Identity, DatasetReader.Open(path, new DatasetOptions { MemoryLimit = 0 }).Identity);
    }

    [Fact]
    public void IDX_and_safetensors_are_read_sample_by_sample()
    {
        using var folder = new DataFolder();
        var images = Enumerable.Range(0, 6 * 4).Select(i => (byte)(i * 9)).ToArray();
        folder.Write("x-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 3, 4, 5]);
        var idx = folder.Write("x-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 2, .. images]);
        var header = """{"labels":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"inputs":{"dtype":"U8","shape":[6,2,2],"data_offsets":[6,30]}}"""u8.ToArray();
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        var safetensors = folder.Write("x.safetensors", [.. length, .. header, 0, 1, 2, 3, 4, 5, .. images]);
        foreach (var path in (string[])[idx, safetensors])
        {
            var streamed = DatasetReader.Open(path, new DatasetOptions { MemoryLimit = 0, Class = ["4", "2"] });
            Assert.True(streamed.IsSlow(false));
            Assert.Equal([.. images[8..12].Concat(images[16..20]).Select(value => value / 255f)], DataFolder.Values(streamed));
            Assert.Equal([1, 0], streamed.Labels!);
        }
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_an_error_with_its_path()
    {
        using var folder = new DataFolder();
        var path = folder.Write("x.npy", ArrayFileTests.Npy("|u1", "4, 100", new byte[400]));
        var data = DatasetReader.Open(path, new DatasetOptions { MemoryLimit = 0 });
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(250);
        Assert.Equal(100, DataFolder.Values(data, 0).Length);
        var error = Assert.Throws<FreezeException>(() => data.ReadBatch([3]));
        Assert.Equal((ErrorCode.DatasetInvalid, path), (error.Code, error.Subject));
    }

    [Fact]
    public void Headers_that_claim_more_than_the_file_has_are_refused()
    {
        using var folder = new DataFolder();
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.npy", ArrayFileTests.Npy("|u1", "4000000000000, 100", new byte[400])), new DatasetOptions { MemoryLimit = 0 });
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.npy", ArrayFileTests.Npy("|u1", "5, 100", new byte[400])), new DatasetOptions { MemoryLimit = 0 });
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.npy", ArrayFileTests.Npy("|u1", "1, 4000000000000", new byte[400])), new DatasetOptions { MemoryLimit = 0 });
    }
}
