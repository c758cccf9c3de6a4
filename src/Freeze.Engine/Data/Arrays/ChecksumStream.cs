using Freeze.WeightFiles.Storage;

namespace Freeze.Data.Arrays;

/// <summary>A file of a zip archive as it is read. .NET compares no checksum, so bytes that changed on the disk would pass for data.</summary>
/// <param name="content">The unpacked bytes; disposed of with this stream.</param>
/// <param name="expected">The CRC-32 that the archive has for them.</param>
internal sealed class ChecksumStream(Stream content, uint expected) : Stream
{
    private readonly RunningChecksum _checksum = new();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is left, and compares.</summary>
    /// <exception cref="InvalidDataException">Some byte is not what it was.</exception>
    public void RequireSound()
    {
        var rest = new byte[1 << 14];
        while (Read(rest) > 0)
        {
        }

        if (_checksum.Value != expected)
            throw new InvalidDataException("it is damaged: its checksum is not the one that the archive has.");
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        _checksum.Append(buffer[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
