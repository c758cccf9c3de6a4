namespace Freeze.Checkpoints;

/// <summary>The bytes that one or more tensors are views of.</summary>
/// <param name="id">Number within the checkpoint, in order of first use.</param>
/// <param name="file">The file that holds the bytes.</param>
/// <param name="byteLength">Their count.</param>
internal abstract class TensorStorage(int id, string file, long byteLength)
{
    /// <summary>Number within the checkpoint, in order of first use.</summary>
    public int Id { get; } = id;

    /// <summary>The file that holds the bytes.</summary>
    public string File { get; } = file;

    /// <summary>How many bytes there are.</summary>
    public long ByteLength { get; } = byteLength;

    /// <summary>Whether numbers are stored with their highest byte first.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Whether the bytes lie in the file as they are, so that a pointer to them outlives the lease.</summary>
    public abstract bool IsMapped { get; }

    /// <summary>The bytes in memory, proved by their checksum where the file has one.</summary>
    public abstract StorageLease Rent();

    /// <summary>The bytes in memory; the caller proves them, by <see cref="Prove"/>, while copying.</summary>
    public virtual StorageLease RentUnproved(out bool proved)
    {
        proved = true;
        return Rent();
    }

    /// <summary>Compares the checksum of all bytes, computed by the caller, with the file's.</summary>
    public virtual void Prove(uint checksum)
    {
    }
}
