using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(0x09, "FF,02", new[] { -1f, 2 })]
    [InlineData(0x0B, "FFFE,0102", new[] { -2f, 258 })]
    [InlineData(0x0C, "FFFFFFFD,00010000", new[] { -3f, 65536 })]
    [InlineData(0x0D, "3FC00000,C0000000", new[] { 1.5f, -2 })]
    [InlineData(0x0E, "3FF8000000000000,C000000000000000", new[] { 1.5f, -2 })]
    public void Every_type_of_the_format_is_read(byte type, string elements, float[] expected)
    {
        using var folder = new DataFolder();
        var path = folder.Write("x-images-idx2", [0, 0, type, 2, 0, 0, 0, 2, 0, 0, 0, 1, .. Convert.FromHexString(elements.Replace(",", "", StringComparison.Ordinal))]);
        folder.Write("x-labels-idx1-short", [0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 1, 0, 7]);
        foreach (var limit in (long[])[0, 1 << 20])
        {
            var data = DatasetReader.Open(path, new DatasetOptions { MemoryLimit = limit });
            Assert.Equal(expected, DataFolder.Values(data));
            Assert.Equal([257, 7], data.Labels!);
        }
    }

    [Theory]
    [InlineData("train-images-idx2-ubyte", "train-labels-idx1-ubyte")]
    [InlineData("train-images.idx2-ubyte", "train-labels.idx1-ubyte")]
    [InlineData("[1]-images-idx2", "[1]-labels-idx1")]
    public void Labels_beside_are_found(string images, string labels)
    {
        using var folder = new DataFolder();
        var path = folder.Write(images, [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 255]);
        DataFolder.Fails(ErrorCode.DatasetNotFound, path);
        folder.Write(labels, [0, 0, 8, 1, 0, 0, 0, 1, 3]);
        Assert.Equal([3], DatasetReader.Open(path, new DatasetOptions()).Labels!);
    }

    [Fact]
    public void Labels_are_whole_numbers()
    {
        using var folder = new DataFolder();
        var path = folder.Write("x-images-idx2", [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 255]);
        folder.Write("x-labels-idx1", [0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
        Assert.Contains("one whole number a sample", DataFolder.Fails(ErrorCode.DatasetInvalid, path).Message);
        Assert.Contains("is empty", DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x-images-idx2", [])).Message);
    }
}
