namespace Freeze.Checkpoints.TorchFiles;

/// <summary>Storage of a legacy file, whose place is known only once all pickles have been read.</summary>
/// <param name="id">Number within the checkpoint.</param>
/// <param name="file">The mapped file.</param>
/// <param name="elementSize">Bytes of one element.</param>
/// <param name="count">Elements declared.</param>
internal sealed class LegacyStorage(int id, MappedFile file, int elementSize, long count) : TensorStorage(id, file.Path, elementSize * count)
{
    private long? _offset;

    /// <summary>Elements declared by the first reference.</summary>
    public long Count { get; } = count;

    /// <inheritdoc/>
    public override bool IsMapped => true;

    /// <summary>Whether its place has been found.</summary>
    public bool IsPlaced => _offset is not null;

    /// <summary>Says where the bytes start; the caller has checked that they lie within the file.</summary>
    public void Place(long offset) => _offset = offset;

    /// <inheritdoc/>
    public override StorageLease Rent() => new(file, _offset ?? throw new InvalidOperationException("The storage has no place yet."), ByteLength);
}
