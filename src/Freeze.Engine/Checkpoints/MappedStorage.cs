using System.IO.Hashing;

namespace Freeze.Checkpoints;

/// <summary>Storage whose bytes lie in the file as they are.</summary>
/// <param name="id">Number within the checkpoint.</param>
/// <param name="file">The mapped file.</param>
/// <param name="offset">Where the bytes start in it.</param>
/// <param name="byteLength">Their count; the caller has checked that they lie within the file.</param>
/// <param name="checksum">Their CRC-32, where the file has one.</param>
internal sealed unsafe class MappedStorage(int id, MappedFile file, long offset, long byteLength, uint? checksum = null) : TensorStorage(id, file.Path, byteLength)
{
    private const int Chunk = 1 << 20;
    private volatile bool _proved = checksum is null;

    /// <inheritdoc/>
    public override bool IsMapped => true;

    /// <inheritdoc/>
    public override StorageLease Rent()
    {
        var lease = RentUnproved(out var proved);
        if (!proved)
        {
            try
            {
                Prove(Checksum(lease.Pointer));
            }
            catch
            {
                lease.Dispose();
                throw;
            }
        }

        return lease;
    }

    /// <inheritdoc/>
    public override StorageLease RentUnproved(out bool proved)
    {
        proved = _proved;
        return new StorageLease(file, offset, ByteLength);
    }

    /// <inheritdoc/>
    public override void Prove(uint actual)
    {
        if (checksum is { } expected && expected != actual)
            throw Refusal.Corrupt(File, $"the {ByteLength} bytes of a storage at {offset} have the checksum {actual:x8} where {expected:x8} is recorded.");
        _proved = true;
    }

    private uint Checksum(byte* start)
    {
        var crc = new Crc32();
        for (var done = 0L; done < ByteLength; done += Chunk)
            crc.Append(new ReadOnlySpan<byte>(start + done, (int)Math.Min(Chunk, ByteLength - done)));
        return crc.GetCurrentHashAsUInt32();
    }
}
