using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Freeze.Training.Logging;

/// <summary>
/// The bytes of TensorBoard's event files: each record is its length, a checksum of that, an Event in protocol buffers, and a checksum of it. Of the
/// Event message only what scalars need is written, so no library of protocol buffers is.
/// </summary>
internal static class EventEncoding
{
    // The wire's field numbers, shifted, with the kind of value in the low three bits.
    private const byte WallTime = 1 << 3 | 1, Step = 2 << 3, FileVersion = 3 << 3 | 2, Summary = 5 << 3 | 2, SessionLog = 7 << 3 | 2;
    private const byte SummaryValue = 1 << 3 | 2, Tag = 1 << 3 | 2, SimpleValue = 2 << 3 | 5, Status = 1 << 3;
    private const byte SessionStart = 1;

    /// <summary>The first record of every file.</summary>
    public static byte[] Version(DateTimeOffset time) => Record(Event(time, 0, FileVersion, Encoding.ASCII.GetBytes("brain.Event:2")));

    /// <summary>Says that a run goes on from a step: readers drop what they have from there on.</summary>
    /// <param name="time">Now.</param>
    /// <param name="step">The first step that comes again.</param>
    public static byte[] Restart(DateTimeOffset time, long step) => Record(Event(time, step, SessionLog, [Status, SessionStart]));

    /// <summary>Some numbers of one step.</summary>
    /// <param name="time">Now.</param>
    /// <param name="step">The step.</param>
    /// <param name="scalars">Tags, which may have slashes, and values.</param>
    public static byte[] Scalars(DateTimeOffset time, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        using var summary = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        foreach (var (tag, value) in scalars)
        {
            using var entry = new MemoryStream();
            WriteBytes(entry, Tag, Encoding.UTF8.GetBytes(tag));
            entry.WriteByte(SimpleValue);
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
            entry.Write(number);
            WriteBytes(summary, SummaryValue, entry.ToArray());
        }

        return Record(Event(time, step, Summary, summary.ToArray()));
    }

    /// <summary>The checksum of the record format: CRC-32C, rotated and moved so that a checksum of checksums stays good.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        return BitOperations.RotateRight(~checksum, 15) + 0xa282ead8;
    }

    private static byte[] Event(DateTimeOffset time, long step, byte field, byte[] content)
    {
        using var message = new MemoryStream();
        Span<byte> seconds = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        message.WriteByte(WallTime);
        message.Write(seconds);
        message.WriteByte(Step);
        WriteNumber(message, (ulong)step);
        WriteBytes(message, field, content);
        return message.ToArray();
    }

    private static byte[] Record(byte[] message)
    {
        var record = new byte[8 + 4 + message.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedChecksum(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Length), MaskedChecksum(message));
        return record;
    }

    private static void WriteBytes(MemoryStream target, byte field, byte[] content)
    {
        target.WriteByte(field);
        WriteNumber(target, (ulong)content.Length);
        target.Write(content);
    }

    // Seven bits a byte, the low ones first.
    private static void WriteNumber(MemoryStream target, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            target.WriteByte((byte)(value | 0x80));
        target.WriteByte((byte)value);
    }
}
