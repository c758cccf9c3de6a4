using System.Buffers.Binary;
using System.Text;

namespace Freeze.Checkpoints.Pickle;

/// <summary>Reads a pickle's bytes from first to last; no read goes past the end.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="what">Which pickle of the file, for messages.</param>
/// <param name="start">Its first byte, kept in place by the caller.</param>
/// <param name="length">How many bytes it may have.</param>
internal sealed unsafe class PickleCursor(string path, string what, byte* start, long length)
{
    // Far beyond any class name or number written out, and short enough that a line that never ends is noticed soon.
    private const int LongestLine = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file, for messages.</summary>
    public string FilePath { get; } = path;

    /// <summary>Which pickle of the file, for messages.</summary>
    public string What { get; } = what;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes left.</summary>
    public long Left => length - Position;

    /// <summary>The bytes that come next, up to <paramref name="count"/>, without reading them.</summary>
    public ReadOnlySpan<byte> Peek(int count) => new(start + Position, (int)Math.Min(count, Left));

    /// <summary>The next bytes; nothing is allocated for them.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
            throw Corrupt($"wants {unchecked((ulong)count)} bytes where {Left} are left");
        if (count > int.MaxValue)
            throw Corrupt($"has a value of {count} bytes");
        var bytes = new ReadOnlySpan<byte>(start + Position, (int)count);
        Position += count;
        return bytes;
    }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>The next line, without its end.</summary>
    public ReadOnlySpan<byte> Line()
    {
        var end = Peek(LongestLine).IndexOf((byte)'\n');
        if (end < 0)
            throw Corrupt("has a line that does not end");
        var line = Take(end + 1)[..end];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    /// <summary>Text of strict UTF-8.</summary>
    public string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw Corrupt("has a text that is not UTF-8", error);
        }
    }

    /// <summary>A refusal that says where in the file the pickle goes wrong.</summary>
    public FreezeException Corrupt(string what, Exception? inner = null) => Refusal.Corrupt(FilePath, $"at byte {Position}, {What} {what}.", inner);
}
