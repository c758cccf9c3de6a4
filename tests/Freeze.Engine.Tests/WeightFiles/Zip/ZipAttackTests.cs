using Freeze.Tests.WeightFiles.Forgery;
using Xunit;

namespace Freeze.Tests.WeightFiles.Zip;

/// <summary>Archives that are made to be understood in two ways, to fill memory, or to point elsewhere.</summary>
public sealed class ZipAttackTests : IDisposable
{
    private static readonly byte[] Floats = new byte[24], Pickle = ForgedPickle.OneTensor();
    private readonly CheckpointFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_on_another_disk_is_refused()
    {
        var bytes = ForgedZip.Torch(ForgedPickle.OneTensor(), new byte[24]);
        var at = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        bytes[at + 34] = 3;
        _folder.Refuses(bytes, ErrorCode.ModelFileCorrupt, "one part");
    }

    [Fact]
    public void The_forger_s_true_archive_is_read() =>
        Assert.Equal("w: float32[2, 3] 9d908ecfb6b256def8b49a7c504e6c889c4b0e41fe6ce3e01863dd7b61a20aa0", Assert.Single(_folder.Reads(ForgedZip.Torch(Pickle, Floats))));

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", new byte[200 << 20]) { Deflated = true }), ErrorCode.ModelFileUnsafe, "zip bomb");

    [Fact]
    public void A_bomb_in_place_of_the_table_is_refused() =>
        _folder.Refuses(ForgedZip.Build(new ForgedEntry("archive/data.pkl", new byte[40 << 20]) { Deflated = true }), ErrorCode.ModelFileUnsafe);

    [Fact]
    public void An_entry_cannot_claim_more_than_deflate_can_reach() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { Deflated = true, Size = 1 << 30 }), ErrorCode.ModelFileCorrupt, "cannot have");

    [Theory]
    [InlineData(23)]
    [InlineData(25)]
    public void An_entry_that_unpacks_to_another_size_is_refused(uint size) =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { Deflated = true, Size = size, LocalSize = size }), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void Entries_on_the_same_bytes_are_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats), new("archive/data/0", Floats) { Start = 30 + 16 + (uint)Pickle.Length }), ErrorCode.ModelFileUnsafe);

    [Fact]
    public void An_entry_within_another_is_refused()
    {
        var inner = ForgedZip.Build(new ForgedEntry("archive/data/1", Floats));
        var start = (uint)(30 + "archive/data.pkl".Length + Pickle.Length + 30 + "archive/data/0".Length);
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", inner), new("archive/data/1", Floats) { Start = start }), ErrorCode.ModelFileUnsafe, "overlap");
    }

    [Fact]
    public void A_name_twice_is_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data.pkl", Pickle)), ErrorCode.ModelFileUnsafe, "two zip entries");

    [Fact]
    public void Two_tables_are_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("other/data.pkl", Pickle)), ErrorCode.ModelFileUnsafe, "two tables");

    [Theory]
    [InlineData("../data.pkl")]
    [InlineData("/data.pkl")]
    [InlineData("archive/../../data.pkl")]
    [InlineData("..\\data.pkl")]
    [InlineData("C:/data.pkl")]
    public void A_path_out_of_the_archive_is_refused(string name) =>
        _folder.Refuses(ForgedZip.Build(new(name, Pickle), new("archive/data/0", Floats)), ErrorCode.ModelFileUnsafe, "leaves the archive");

    [Fact]
    public void A_name_that_differs_in_front_of_the_data_is_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle) { LocalName = "archive/data.pkx" }, new("archive/data/0", Floats)), ErrorCode.ModelFileUnsafe, "differently");

    [Fact]
    public void A_size_that_differs_in_front_of_the_data_is_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { LocalSize = 20 }), ErrorCode.ModelFileUnsafe, "differently");

    [Fact]
    public void An_entry_that_reaches_into_the_directory_is_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { Size = 1000, Compressed = 1000 }), ErrorCode.ModelFileCorrupt, "reaches into the directory");

    [Fact]
    public void Entries_that_start_beyond_the_file_are_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { Start = 0xfffffff0 }), ErrorCode.ModelFileCorrupt);

    [Theory]
    [InlineData(long.MaxValue, 24)]
    [InlineData(-1, 24)]
    [InlineData(24, long.MinValue)]
    public void Sizes_of_64_bits_that_lie_are_refused(long size, long compressed) =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats)
        {
            Size = uint.MaxValue, Compressed = uint.MaxValue, Extra = [.. ForgedZip.Word(1), .. ForgedZip.Word(16), .. ForgedZip.Long(size), .. ForgedZip.Long(compressed)],
        }), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void Sizes_of_64_bits_that_are_not_there_are_refused() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { Size = uint.MaxValue }), ErrorCode.ModelFileCorrupt);

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1L << 62)]
    public void An_end_record_of_64_bits_anywhere_else_is_refused(long at) =>
        _folder.Refuses(ForgedZip.BuildWithEnd([new("archive/data.pkl", Pickle), new("archive/data/0", Floats)], (_, _) => { }, _ => Locator(at)), ErrorCode.ModelFileCorrupt);

    [Theory]
    [InlineData(long.MaxValue, 2)]
    [InlineData(-1, 2)]
    [InlineData(1L << 40, 2)]
    public void End_records_that_contradict_each_other_are_refused(long count, int claimed) =>
        _folder.Refuses(ForgedZip.BuildWithEnd([new("archive/data.pkl", Pickle), new("archive/data/0", Floats)], (end, _) => end[10] = end[8] = (byte)claimed, start =>
            [.. End64(count, 120, start), .. Locator(start + 124)]), ErrorCode.ModelFileCorrupt);

    [Theory]
    [InlineData(12, 0xffffff00)]
    [InlineData(16, 0xffffff00)]
    [InlineData(16, 0)]
    public void A_directory_that_is_not_where_the_end_record_says_is_refused(int field, uint value) =>
        _folder.Refuses(ForgedZip.BuildWithEnd([new("archive/data.pkl", Pickle), new("archive/data/0", Floats)], (end, _) => BitConverter.TryWriteBytes(end.AsSpan(field), value)), ErrorCode.ModelFileCorrupt);

    [Fact]
    public void A_wrong_checksum_is_noticed_when_the_bytes_are_read() =>
        _folder.Refuses(ForgedZip.Build(new("archive/data.pkl", Pickle), new("archive/data/0", Floats) { Checksum = 1 }), ErrorCode.ModelFileCorrupt, "checksum");

    [Fact]
    public void An_encrypted_archive_is_named() =>
        _folder.Refuses(ForgedZip.Build(new ForgedEntry("archive/data.pkl", Pickle) { Flags = 1 }), ErrorCode.ModelFormatUnknown, "encrypted");

    [Fact]
    public void Another_compression_is_named() =>
        _folder.Refuses(ForgedZip.Build(new ForgedEntry("archive/data.pkl", Pickle) { Method = 14 }), ErrorCode.ModelFormatUnknown, "method 14");

    [Fact]
    public void Big_endian_archives_are_turned_round() =>
        Assert.Equal(_folder.Reads(ForgedZip.Build(new("a/data.pkl", Pickle), new("a/data/0", [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]))),
            _folder.Reads(ForgedZip.Build(new("a/data.pkl", Pickle), new("a/byteorder", "big"u8.ToArray()), new("a/data/0", [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6]))));

    [Fact]
    public void A_byte_order_that_is_neither_is_refused() =>
        _folder.Refuses(ForgedZip.Build(new("a/data.pkl", Pickle), new("a/byteorder", "middle"u8.ToArray()), new("a/data/0", Floats)), ErrorCode.ModelFileCorrupt, "byte order");

    [Fact]
    public void Views_scattered_over_compressed_storages_do_not_unpack_them_without_end()
    {
        // Tensor after tensor picks from the other of two storages that are too big to be kept both.
        const int size = 20 << 20;
        var pickle = new ForgedPickle().Start().Op('}').Op('(');
        for (var i = 0; i < 400; i++)
            pickle.Text($"t{i}").Tensor("FloatStorage", $"{i % 2}", size / 4L, 0L, [2], [1]);
        var bytes = ForgedZip.Build(new("a/data.pkl", pickle.Op('u').Stop()), new("a/data/0", new byte[size]) { Deflated = true }, new("a/data/1", new byte[size]) { Deflated = true }, new("a/pad", new byte[2 << 20]));
        _folder.Refuses(bytes, ErrorCode.ModelFileUnsafe, "hardly end");
    }

    private static byte[] End64(long count, long size, long start) =>
        [.. ForgedZip.Number(0x06064b50), .. ForgedZip.Long(44), .. ForgedZip.Word(45), .. ForgedZip.Word(45), .. ForgedZip.Number(0), .. ForgedZip.Number(0), .. ForgedZip.Long(count), .. ForgedZip.Long(count), .. ForgedZip.Long(size), .. ForgedZip.Long(start)];

    private static byte[] Locator(long at) => [.. ForgedZip.Number(0x07064b50), .. ForgedZip.Number(0), .. ForgedZip.Long(at), .. ForgedZip.Number(1)];
}
