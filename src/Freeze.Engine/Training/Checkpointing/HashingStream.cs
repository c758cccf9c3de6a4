using System.IO.Hashing;

namespace Freeze.Training.Checkpointing;

/// <summary>Hashes what is written on its way to another stream, so that no byte is looked at twice.</summary>
/// <param name="target">Where the bytes go; it stays open.</param>
internal sealed class HashingStream(Stream target) : Stream
{
    private readonly XxHash128 _hash = new();
    private long _written;

    /// <summary>XxHash128 of everything written so far.</summary>
    public byte[] Checksum => _hash.GetCurrentHash();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _written;

    /// <inheritdoc/>
    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.Append(buffer);
        target.Write(buffer);
        _written += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => target.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
