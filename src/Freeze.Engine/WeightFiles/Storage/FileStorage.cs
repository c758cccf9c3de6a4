using System.Buffers;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Storage;

/// <summary>Storage whose bytes lie in the file as they are.</summary>
/// <param name="id">Number within the file.</param>
/// <param name="file">The file.</param>
/// <param name="offset">Where the bytes start in it.</param>
/// <param name="byteLength">Their count; the caller has checked that they lie within the file.</param>
/// <param name="checksum">Their CRC-32, where the file has one.</param>
internal class FileStorage(int id, WeightFile file, long offset, long byteLength, uint? checksum = null) : TensorStorage(id, file, byteLength)
{
    private const int Chunk = 256 << 10;
    private volatile bool _proved = checksum is null;

    /// <inheritdoc/>
    public override bool IsPlain => true;

    /// <inheritdoc/>
    public override bool IsProved => _proved;

    /// <summary>Where the bytes start.</summary>
    protected virtual long Offset => offset;

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> target) => Source.Read(Offset + offset, target);

    /// <inheritdoc/>
    public override void Prove(uint? checksum = null)
    {
        if (_proved)
            return;
        var actual = checksum ?? Compute();
        if (actual != Expected)
            throw WeightFileError.Corrupt(File, $"the {ByteLength} bytes of a storage at {Offset} have the checksum {actual:x8} where {Expected:x8} is recorded.");
        _proved = true;
    }

    /// <inheritdoc/>
    protected override unsafe MemoryBlock Load()
    {
        var block = new MemoryBlock(ByteLength);
        try
        {
            var crc = _proved ? null : new RunningChecksum();
            for (var done = 0L; done < ByteLength; done += Chunk)
            {
                var part = new Span<byte>(block.Pointer + done, (int)Math.Min(Chunk, ByteLength - done));
                Read(done, part);
                crc?.Append(part);
            }

            Prove(crc?.Value);
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    private uint? Expected { get; } = checksum;

    private uint Compute()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var crc = new RunningChecksum();
            for (var done = 0L; done < ByteLength; done += Chunk)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(Chunk, ByteLength - done));
                Read(done, part);
                crc.Append(part);
            }

            return crc.Value;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
