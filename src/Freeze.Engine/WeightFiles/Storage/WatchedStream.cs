namespace Freeze.WeightFiles.Storage;

/// <summary>Passes bytes on to another stream and looks at them on their way.</summary>
/// <param name="target">Takes the bytes; stays open.</param>
internal abstract class WatchedStream(Stream target) : Stream
{
    private long _written;

    /// <inheritdoc/>
    public sealed override bool CanRead => false;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => true;

    /// <inheritdoc/>
    public sealed override long Length => _written;

    /// <inheritdoc/>
    public sealed override long Position { get => _written; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        Watch(buffer);
        target.Write(buffer);
        _written += buffer.Length;
    }

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override void Flush() => target.Flush();

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Sees the next bytes.</summary>
    protected abstract void Watch(ReadOnlySpan<byte> bytes);
}
