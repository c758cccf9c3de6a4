using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Storage;

/// <summary>The bytes that one or more tensors are views of.</summary>
/// <param name="id">Number within the file, in order of first use.</param>
/// <param name="file">The file that holds the bytes.</param>
/// <param name="byteLength">Their count.</param>
internal abstract class TensorStorage(int id, WeightFile file, long byteLength)
{
    /// <summary>Number within the file, in order of first use.</summary>
    public int Id { get; } = id;

    /// <summary>The file that holds the bytes.</summary>
    public string File => Source.Path;

    /// <summary>How many bytes there are.</summary>
    public long ByteLength { get; } = byteLength;

    /// <summary>Whether numbers are stored with their highest byte first.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Whether the bytes lie in the file as they are, so that <see cref="Read"/> finds any of them.</summary>
    public abstract bool IsPlain { get; }

    /// <summary>Whether their checksum has been compared with the file's, or the file has none.</summary>
    public virtual bool IsProved => true;

    /// <summary>The open file.</summary>
    protected WeightFile Source { get; } = file;

    /// <summary>Reads some of the bytes, whether they are proved or not.</summary>
    public virtual void Read(long offset, Span<byte> target) => throw new NotSupportedException();

    /// <summary>Compares the checksum of all bytes with the file's.</summary>
    /// <param name="checksum">As the caller computed it, while it was reading them; null to read them for it.</param>
    public virtual void Prove(uint? checksum = null)
    {
    }

    /// <summary>All bytes in memory, proved.</summary>
    /// <param name="keep">Whether other tensors are going to need them too.</param>
    public StorageLease Rent(bool keep) => Source.Blocks.Rent(this, keep, Load);

    /// <summary>Notes that bytes reached the caller.</summary>
    public void Deliver(long bytes) => Source.Blocks.Deliver(bytes);

    /// <summary>Makes all bytes, proved.</summary>
    protected abstract MemoryBlock Load();
}
