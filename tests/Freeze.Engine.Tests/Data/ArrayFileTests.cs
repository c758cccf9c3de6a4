using System.IO.Compression;
using Freeze.Data;
using Freeze.Data.Arrays;
using Xunit;

namespace Freeze.Tests.Data;

public sealed class ArrayFileTests
{
    [Fact]
    public void Every_type_that_NumPy_wrote_is_read()
    {
        using var archive = ZipFile.OpenRead(Path.Combine(DataFolder.Fixtures, "types.npz"));
        Assert.Equal(23, archive.Entries.Count);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            var array = NumpyArray.Read(stream);
            Assert.Equal([2L, 3, 4], array.Shape);
            var expected = Enumerable.Range(0, 24).Select(value => entry.Name == "bool.npy" ? value % 2 : value).ToArray();
            Assert.Equal(expected.Select(value => (float)value), array.Floats());
            if (array.Format.Kind != 'f')
                Assert.Equal(expected, array.Integers());
        }
    }

    [Theory]
    [InlineData("objects", "only Python can read")]
    [InlineData("complex", "no plain numbers")]
    [InlineData("records", "records")]
    [InlineData("text", "no plain numbers")]
    public void Arrays_without_numbers_are_refused(string name, string expected)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(DataFolder.Fixtures, "hostile.npz"));
        using var stream = archive.GetEntry(name + ".npy")!.Open();
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => NumpyArray.Read(stream)).Message);
    }

    [Fact]
    public void Images_with_channels_last_are_turned()
    {
        using var folder = new DataFolder();
        var path = folder.Write("x-images.npy", Npy("|u1", "2, 4, 5, 3", [.. Enumerable.Range(0, 120).Select(i => (byte)i)]));
        folder.Write("x-labels.npy", Npy("<i8", "2,", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        var data = DatasetReader.Open(path, new DatasetOptions());
        Assert.Equal([3L, 4, 5], data.SampleShape);
        Assert.Equal([1, 0], data.Labels!);
        var values = DataFolder.Values(data, 0);
        Assert.Equal([0f, 3, 6], values.Take(3).Select(value => MathF.Round(value * 255)));
        Assert.Equal(1f, MathF.Round(values[20] * 255));
    }

    [Fact]
    public void Archives_name_inputs_and_labels()
    {
        using var folder = new DataFolder();
        var path = Path.Combine(folder.Root, "d.npz");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Add(archive, "x.npy", Npy("<f4", "2, 2", [.. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)]));
            Add(archive, "y.npy", Npy("|u1", "2, 1", [5, 6]));
        }

        var data = DatasetReader.Open(path, new DatasetOptions { Class = ["6"] });
        Assert.Equal([3f, 4], DataFolder.Values(data));
        Assert.Equal([0], data.Labels!);
    }

    [Theory]
    [InlineData("|u1", "9999999999, 9999999999")]
    [InlineData("|u1", "99999999999999999999999")]
    [InlineData("<f4", "1000000, 500")]
    [InlineData("<f8", "2147483647, 2147483647, 2147483647, 0, 5")]
    public void Headers_that_claim_much_take_no_memory(string type, string shape)
    {
        using var folder = new DataFolder();
        var path = folder.Write("x.npy", Npy(type, shape, [1, 2, 3, 4]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        DataFolder.Fails(ErrorCode.DatasetInvalid, path);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
    }

    [Fact]
    public void Headers_may_be_written_as_JSON_is()
    {
        using var folder = new DataFolder();
        var header = "{\"shape\": (1, 2), \"fortran_order\": False, \"descr\": \"|u1\"}\n";
        var path = folder.Write("x.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), 0, 255]);
        Assert.Equal([0f, 1], DataFolder.Values(DatasetReader.Open(path, new DatasetOptions())));
        Assert.Contains("65 dimensions", DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("x.npy", Npy("|u1", string.Join(',', Enumerable.Repeat(1, 65)), [1]))).Message);
    }

    [Theory]
    [InlineData("1111111111111111111111111111111111111111x")]
    [InlineData("1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, x")]
    public async Task Sizes_that_make_no_sense_are_refused_at_once(string shape)
    {
        using var folder = new DataFolder();
        var path = folder.Write("x.npy", Npy("|u1", shape, [1]));
        Assert.Contains("header cannot be read", (await Task.Run(() => DataFolder.Fails(ErrorCode.DatasetInvalid, path), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void A_byte_that_changed_in_an_archive_is_noticed()
    {
        using var folder = new DataFolder();
        var path = Path.Combine(folder.Root, "d.npz");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var stream = archive.CreateEntry("x.npy", CompressionLevel.NoCompression).Open();
            stream.Write(Npy("|u1", "1, 5", "CHECK"u8.ToArray()));
        }

        Assert.Equal(1, DatasetReader.Open(path, new DatasetOptions()).Count);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("CHECK"u8)]++;
        Assert.Contains("checksum", DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("d.npz", bytes)).Message);
    }

    [Theory]
    [InlineData("BOOL", "1,0")]
    [InlineData("I8", "1,0")]
    [InlineData("I16", "1,0,0,0")]
    [InlineData("U32", "1,0,0,0,0,0,0,0")]
    public void Safetensors_labels_may_be_of_any_whole_type(string type, string labels)
    {
        using var folder = new DataFolder();
        byte[] bytes = [.. labels.Split(',').Select(byte.Parse)];
        var header = $$$"""{"labels":{"dtype":"{{{type}}}","shape":[2,1],"data_offsets":[0,{{{bytes.Length}}}]},"inputs":{"dtype":"I16","shape":[2,1],"data_offsets":[{{{bytes.Length}}},{{{bytes.Length + 4}}}]}}""";
        var data = DatasetReader.Open(folder.Write("x.safetensors", [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header), .. bytes, 7, 0, 0xFF, 0xFF]), new DatasetOptions());
        Assert.Equal([1, 0], data.Labels!);
        Assert.Equal([7f, -1], DataFolder.Values(data));
        DataFolder.Fails(ErrorCode.DatasetNotFound, folder.Root, new DatasetOptions { Format = DatasetFormat.Safetensors });
    }

    [Fact]
    public void Labels_that_are_no_class_numbers_are_refused()
    {
        using var folder = new DataFolder();
        var path = folder.Write("x.npy", Npy("|u1", "1, 2", [1, 2]));
        folder.Write("y.npy", Npy("<u8", "1,", [255, 255, 255, 255, 255, 255, 255, 255]));
        DataFolder.Fails(ErrorCode.LabelOutOfRange, path);
        folder.Write("y.npy", Npy("|u1", "2,", [1, 2]));
        DataFolder.Fails(ErrorCode.DatasetInvalid, path);
    }

    [Fact]
    public void Cifar_10_and_100_are_told_apart_by_their_records()
    {
        using var folder = new DataFolder();
        var ten = new byte[2 * 3073];
        (ten[0], ten[1], ten[3073], ten[3073 + 3072]) = (3, 255, 9, 51);
        var path = folder.Write("cifar-10/data_batch_1.bin", ten);
        folder.Write("cifar-10/data_batch_2.bin", ten);
        folder.Write("cifar-10/batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        var one = DatasetReader.Open(path, new DatasetOptions());
        Assert.Equal([3, 9], one.Labels!);
        Assert.Equal("cat", one.Classes![3]);
        var values = DataFolder.Values(one);
        Assert.Equal((1f, 0.2f), (values[0], values[^1]));
        Assert.Equal(4, DatasetReader.Open(Path.GetDirectoryName(path)!, new DatasetOptions()).Count);

        var hundred = new byte[3074];
        (hundred[0], hundred[1]) = (19, 99);
        path = folder.Write("train.bin", hundred);
        Assert.Equal([99], DatasetReader.Open(path, new DatasetOptions()).Labels!);
        Assert.Equal([19], DatasetReader.Open(path, new DatasetOptions { Label = "Coarse" }).Labels!);
        DataFolder.Fails(ErrorCode.OptionInvalid, path, new DatasetOptions { Label = "middle" });
        hundred[1] = 100;
        DataFolder.Fails(ErrorCode.LabelOutOfRange, folder.Write("train.bin", hundred));
        DataFolder.Fails(ErrorCode.DatasetInvalid, folder.Write("short.bin", hundred[2..]), new DatasetOptions { Format = DatasetFormat.Cifar });
    }

    [Fact]
    public void A_length_that_fits_both_is_told_by_the_labels()
    {
        using var folder = new DataFolder();
        var hundred = new byte[3073 * 3074];
        Array.Fill(hundred, (byte)200);
        for (var at = 0; at < hundred.Length; at += 3074)
            (hundred[at], hundred[at + 1]) = (19, 98);
        Assert.Equal(3073, DatasetReader.Open(folder.Write("train.bin", hundred), new DatasetOptions()).Count);
        Assert.Equal(3074, DatasetReader.Open(folder.Write("train.bin", new byte[3073 * 3074]), new DatasetOptions()).Count);
    }

    internal static byte[] Npy(string type, string shape, byte[] elements)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. System.Text.Encoding.ASCII.GetBytes(header), .. elements];
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(content);
    }
}
