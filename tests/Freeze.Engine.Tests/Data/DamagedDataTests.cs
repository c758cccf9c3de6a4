using System.Buffers.Binary;
using System.IO.Compression;
using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

/// <summary>Files of every kind, cut short and with bytes changed: what comes of them is data or a coded error, and never takes much memory.</summary>
public sealed class DamagedDataTests
{
    private const long MemoryLimit = 64 << 20;
    private static readonly ErrorCode[] Expected = [ErrorCode.DatasetInvalid, ErrorCode.LabelOutOfRange, ErrorCode.ShapeMismatch];

    [Theory]
    [InlineData("x-images-idx3-ubyte")]
    [InlineData("x-images.npy")]
    [InlineData("x.npz")]
    [InlineData("x.csv")]
    [InlineData("data_batch_1.bin")]
    [InlineData("x.safetensors")]
    [InlineData("images/colour.jpg")]
    [InlineData("images/palette_clear.png")]
    [InlineData("images/lossy.webp")]
    [InlineData("images/palette.bmp")]
    public void Damage_gives_data_or_a_coded_error(string name)
    {
        using var folder = new DataFolder();
        var isImage = name.StartsWith("images/", StringComparison.Ordinal);
        var good = isImage ? File.ReadAllBytes(Path.Combine(DataFolder.Fixtures, name)) : Whole(name);
        folder.Write("x-labels-idx1-ubyte", Idx(1, [4], [0, 1, 2, 3]));
        var random = new Random(11);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 300; round++)
        {
            var path = folder.Write(name, Damage(good, round, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                DataFolder.Values(DatasetReader.Open(isImage ? folder.Root : path, new DatasetOptions { Input = new InputTransform { ImageSize = isImage ? [16] : [] } }));
                read++;
            }
            catch (FreezeException error)
            {
                Assert.Contains(error.Code, Expected);
                refused++;
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MemoryLimit, $"round {round} took {GC.GetAllocatedBytesForCurrentThread() - before:N0} bytes");
        }

        Assert.True(refused > 20 && read > 0, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue })]
    [InlineData(new[] { 500_000, 60, 60 })]
    [InlineData(new[] { -1, 28, 28 })]
    public void Sizes_of_an_IDX_header_are_not_believed(int[] sizes)
    {
        using var folder = new DataFolder();
        folder.Write("x-labels-idx1-ubyte", Idx(1, [4], [0, 1, 2, 3]));
        var path = folder.Write("x-images-idx3-ubyte", Idx(3, sizes, new byte[100]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        DataFolder.Fails(ErrorCode.DatasetInvalid, path);
        using (var packed = new MemoryStream())
        {
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
                gzip.Write(Idx(3, sizes, new byte[100]));
            DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x-images-idx3-ubyte.gz", packed.ToArray()));
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
    }

    [Fact]
    public void What_is_none_of_the_known_kinds_is_refused()
    {
        using var folder = new DataFolder();
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.dat", "hello"));
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("empty.dat", []));
        DataFolder.Fails(ErrorCode.DatasetNotFound, Path.Combine(folder.Root, "missing.npy"));
        DataFolder.Fails(ErrorCode.OptionInvalid, folder.Write("x.csv", "1,2"), new DatasetOptions { LabelPath = "y" });
        DataFolder.Fails(ErrorCode.OptionInvalid, folder.Write("x.csv", "1,2"), new DatasetOptions { SkipInvalid = true });
    }

    private static byte[] Damage(byte[] good, int round, Random random)
    {
        if (round % 3 == 0)
            return good[..random.Next(good.Length)];
        var damaged = (byte[])good.Clone();
        for (var i = 0; i <= random.Next(round % 3 == 1 ? 4 : 40); i++)
            damaged[round % 2 == 0 ? random.Next(Math.Min(64, good.Length)) : random.Next(good.Length)] = random.Next(3) switch { 0 => 255, 1 => 0, _ => (byte)random.Next(256) };
        return damaged;
    }

    private static byte[] Whole(string name)
    {
        var images = new byte[4 * 64];
        new Random(3).NextBytes(images);
        switch (name)
        {
            case "x-images-idx3-ubyte":
                return Idx(3, [4, 8, 8], images);
            case "x-images.npy":
                return ArrayFileTests.Npy("|u1", "4, 8, 8", images);
            case "x.csv":
                return System.Text.Encoding.UTF8.GetBytes("a,b,label\n" + string.Join('\n', Enumerable.Range(0, 12).Select(i => $"{i}.5,\"{i}\",{i % 3}")) + "\n");
            case "data_batch_1.bin":
                return new byte[3 * 3073];
            case "x.safetensors":
                var header = System.Text.Encoding.UTF8.GetBytes("""{"inputs":{"dtype":"U8","shape":[4,8,8],"data_offsets":[0,256]},"labels":{"dtype":"I64","shape":[4],"data_offsets":[256,288]}}""");
                var length = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                return [.. length, .. header, .. images, .. new byte[32]];
            default:
                using (var stream = new MemoryStream())
                {
                    using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
                    {
                        using var entry = archive.CreateEntry("inputs.npy").Open();
                        entry.Write(ArrayFileTests.Npy("|u1", "4, 8, 8", images));
                    }

                    return stream.ToArray();
                }
        }
    }

    private static byte[] Idx(byte dimensions, int[] sizes, byte[] elements) =>
        [0, 0, 8, dimensions, .. sizes.SelectMany(size => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(size))), .. elements];
}
