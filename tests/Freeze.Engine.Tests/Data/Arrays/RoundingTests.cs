using System.Runtime.InteropServices;
using Freeze.Data;
using Freeze.Data.Arrays;
using Xunit;

namespace Freeze.Tests.Data.Arrays;

/// <summary>Numbers that lose digits on their way into float32 are not read without a word.</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData(new[] { 1.0, 0.5, 1e6, double.NaN }, null)]
    [InlineData(new[] { 0.1, 1.0, 0.3, 2.0 }, "Inputs are float64 and become float32: 2 of them are rounded to 7 digits.")]
    [InlineData(new[] { 1e300, 1.0, 2.0, 3.0 }, "Inputs are float64 and become float32: 1 of them are too large for it and become infinite.")]
    public void Doubles_are_told(double[] values, string? remark)
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        Told(remark, "<f8", bytes);
        NumberFormat.Swap(bytes, 8);
        Told(remark, ">f8", bytes);
    }

    [Fact]
    public void Large_whole_numbers_are_told()
    {
        Told(null, "<i8", MemoryMarshal.AsBytes<long>([1, 2, 1 << 24, 1L << 40]).ToArray());
        Told("Inputs are int64 and become float32: 1 of them are rounded to 7 digits.", "<i8", MemoryMarshal.AsBytes<long>([1, 2, 3, 1_764_000_001]).ToArray());
        Told("Inputs are int32 and become float32: 1 of them are rounded to 7 digits.", "<i4", MemoryMarshal.AsBytes<int>([1, 2, 3, 1_764_000_001]).ToArray());
    }

    [Fact]
    public void Doubles_that_stay_in_their_file_are_told_too()
    {
        using var folder = new DataFolder();
        var path = folder.Write("x.npy", ArrayFileTests.Npy("<f8", "2, 2", new byte[32]));
        Assert.Contains("float64", Assert.Single(DatasetReader.Open(path, new DatasetOptions { MemoryLimit = 0 }).Remarks));
        Assert.Empty(DatasetReader.Open(folder.Write("y.npy", ArrayFileTests.Npy("<f2", "2, 2", new byte[8])), new DatasetOptions()).Remarks);
    }

    private static void Told(string? remark, string type, byte[] bytes)
    {
        using var folder = new DataFolder();
        var data = DatasetReader.Open(folder.Write("x.npy", ArrayFileTests.Npy(type, "2, 2", [.. bytes])), new DatasetOptions());
        Assert.Equal(remark is null ? [] : [remark], data.Remarks);
    }
}
