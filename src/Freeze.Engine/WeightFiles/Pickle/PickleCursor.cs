using System.Buffers.Binary;
using System.Text;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Reads a pickle's bytes from first to last; no read goes past the end.</summary>
internal sealed class PickleCursor
{
    // Far beyond any class name or number written out, and short enough that a line that never ends is noticed soon.
    private const int LongestLine = 1 << 20;

    private const int WindowLength = 64 << 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly WeightFile _file;
    private readonly ReadingBudget? _budget;
    private readonly long _start;
    private readonly long _length;
    private byte[] _window = [];
    private long _windowStart;

    /// <summary>Reads from a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="what">Which pickle of the file, for messages.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="length">How many bytes it may have.</param>
    /// <param name="budget">Pays for long values.</param>
    public PickleCursor(WeightFile file, string what, long start, long length, ReadingBudget budget) =>
        (_file, What, _start, _length, _budget) = (file, what, start, length, budget);

    /// <summary>Reads from memory.</summary>
    /// <param name="file">The file that the bytes come from, for messages.</param>
    /// <param name="what">Which pickle of the file, for messages.</param>
    /// <param name="bytes">The pickle.</param>
    public PickleCursor(WeightFile file, string what, byte[] bytes) => (_file, What, _window, _length) = (file, what, bytes, bytes.Length);

    /// <summary>The file, for messages.</summary>
    public string FilePath => _file.Path;

    /// <summary>Which pickle of the file, for messages.</summary>
    public string What { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes left.</summary>
    public long Left => _length - Position;

    /// <summary>The bytes that come next, up to <paramref name="count"/>, without reading them.</summary>
    public ReadOnlySpan<byte> Peek(int count) => See((int)Math.Min(count, Left));

    /// <summary>The next bytes; the span is valid until the next read.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        Check(count);
        var bytes = See((int)count);
        Position += count;
        return bytes;
    }

    /// <summary>The next bytes in an array of their own.</summary>
    public byte[] TakeArray(long count)
    {
        Check(count);
        if (count <= WindowLength || _budget is null)
            return Take(count).ToArray();
        _budget.ChargeContent(count);
        var bytes = _file.Read(_start + Position, (int)count);
        Position += count;
        return bytes;
    }

    /// <summary>Refuses a count of bytes that are not there.</summary>
    public void Check(long count)
    {
        if (count < 0 || count > Left)
            throw Corrupt($"wants {unchecked((ulong)count)} bytes where {Left} are left");
        if (count > Array.MaxLength)
            throw Corrupt($"has a value of {count} bytes");
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
        for (var seen = 256; ; seen *= 4)
        {
            var end = Peek(seen).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Take(end + 1)[..end];
                return line.EndsWith("\r"u8) ? line[..^1] : line;
            }

            if (seen >= Math.Min(Left, LongestLine))
                throw Corrupt("has a line that does not end");
        }
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
    public FreezeException Corrupt(string what, Exception? inner = null) => WeightFileError.Corrupt(FilePath, $"at byte {Position}, {What} {what}.", inner);

    private ReadOnlySpan<byte> See(int count)
    {
        if (count > _windowStart + _window.Length - Position)
        {
            if (count > WindowLength)
                _budget!.ChargeContent(count);
            _window = _file.Read(_start + Position, (int)Math.Min(Left, Math.Max(count, WindowLength)));
            _windowStart = Position;
        }

        return _window.AsSpan((int)(Position - _windowStart), count);
    }
}
