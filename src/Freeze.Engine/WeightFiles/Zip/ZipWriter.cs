using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Freeze.WeightFiles.Zip;

/// <summary>Writes a zip archive of stored files whose bytes start at multiples of 64, as torch.save does; zip64 where sizes need it.</summary>
/// <param name="stream">A new file that can be read and sought in.</param>
internal sealed class ZipWriter(FileStream stream)
{
    private const int Alignment = 64, LocalLength = 30, Zip64ExtraLength = 20, PaddingId = 0x4246;
    private const ushort Version = 20, Version64 = 45, Utf8Flag = 0x800;

    // The first day that the format can name: the same content then always gives the same archive.
    private const ushort Date = (1 << 5) | 1;

    private readonly List<(byte[] Name, uint Checksum, long Size, long Start)> _entries = [];

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path in the archive.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="write">Writes them.</param>
    public void Add(string name, long size, Action<Stream> write)
    {
        var start = stream.Position;
        var nameBytes = Encoding.UTF8.GetBytes(name);
        var dataStart = WriteLocal(nameBytes, 0, size, start);
        using (var checksum = new ChecksumStream(stream))
        {
            write(checksum);
            if (stream.Position - dataStart != size)
                throw new InvalidOperationException($"'{name}' of {size} bytes wrote {stream.Position - dataStart}.");
            _entries.Add((nameBytes, checksum.Value, size, start));
        }

        var end = stream.Position;
        stream.Position = start;
        WriteLocal(nameBytes, _entries[^1].Checksum, size, start);
        stream.Position = end;
    }

    /// <summary>Adds a file of a few bytes.</summary>
    public void Add(string name, byte[] bytes) => Add(name, bytes.Length, target => target.Write(bytes));

    /// <summary>Writes the directory and ends the archive.</summary>
    public void Finish()
    {
        var start = stream.Position;
        foreach (var entry in _entries)
            WriteCentral(entry.Name, entry.Checksum, entry.Size, entry.Start);
        var end = stream.Position;
        if (_entries.Count >= ushort.MaxValue || end >= uint.MaxValue)
            WriteEnd64(start, end);
        Span<byte> record = stackalloc byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(record[8..], (ushort)Math.Min(_entries.Count, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], (ushort)Math.Min(_entries.Count, ushort.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Narrow(end - start));
        BinaryPrimitives.WriteUInt32LittleEndian(record[16..], Narrow(start));
        stream.Write(record);
    }

    private long WriteLocal(byte[] name, uint checksum, long size, long start)
    {
        var isLarge = size >= uint.MaxValue;
        var fixedLength = LocalLength + name.Length + (isLarge ? Zip64ExtraLength : 0);
        // The padding stands in an extra field, which has 4 bytes of its own.
        var padding = (int)(Alignment - (start + fixedLength + 4) % Alignment) % Alignment;
        var header = new byte[fixedLength + 4 + padding];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034b50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), isLarge ? Version64 : Version);
        WriteCommon(header.AsSpan(6), checksum, size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)(header.Length - LocalLength - name.Length));
        name.CopyTo(header, LocalLength);
        var extra = header.AsSpan(LocalLength + name.Length);
        if (isLarge)
        {
            WriteExtraHead(extra, 1, 16);
            BinaryPrimitives.WriteInt64LittleEndian(extra[4..], size);
            BinaryPrimitives.WriteInt64LittleEndian(extra[12..], size);
            extra = extra[Zip64ExtraLength..];
        }

        WriteExtraHead(extra, PaddingId, padding);
        stream.Write(header);
        return stream.Position;
    }

    private void WriteCentral(byte[] name, uint checksum, long size, long start)
    {
        var (isLarge, isFar) = (size >= uint.MaxValue, start >= uint.MaxValue);
        var extraLength = isLarge || isFar ? 4 + (isLarge ? 16 : 0) + (isFar ? 8 : 0) : 0;
        var header = new byte[46 + name.Length + extraLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), extraLength > 0 ? Version64 : Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), extraLength > 0 ? Version64 : Version);
        WriteCommon(header.AsSpan(8), checksum, size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), (ushort)extraLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), Narrow(start));
        name.CopyTo(header, 46);
        if (extraLength > 0)
        {
            var extra = header.AsSpan(46 + name.Length);
            WriteExtraHead(extra, 1, extraLength - 4);
            extra = extra[4..];
            if (isLarge)
            {
                BinaryPrimitives.WriteInt64LittleEndian(extra, size);
                BinaryPrimitives.WriteInt64LittleEndian(extra[8..], size);
                extra = extra[16..];
            }

            if (isFar)
                BinaryPrimitives.WriteInt64LittleEndian(extra, start);
        }

        stream.Write(header);
    }

    private void WriteEnd64(long start, long end)
    {
        Span<byte> record = stackalloc byte[56 + 20];
        record.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(record[4..], 44);
        BinaryPrimitives.WriteUInt16LittleEndian(record[12..], Version64);
        BinaryPrimitives.WriteUInt16LittleEndian(record[14..], Version64);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], _entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], _entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], end - start);
        BinaryPrimitives.WriteInt64LittleEndian(record[48..], start);
        var locator = record[56..];
        BinaryPrimitives.WriteUInt32LittleEndian(locator, 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], end);
        BinaryPrimitives.WriteUInt32LittleEndian(locator[16..], 1);
        stream.Write(record);
    }

    // Flags, method (stored), time, date, checksum and sizes stand in this order in both headers.
    private static void WriteCommon(Span<byte> header, uint checksum, long size)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Utf8Flag);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], Date);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Narrow(size));
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Narrow(size));
    }

    private static void WriteExtraHead(Span<byte> extra, int id, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(extra, (ushort)id);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], (ushort)length);
    }

    private static uint Narrow(long value) => (uint)Math.Min(value, uint.MaxValue);
}
