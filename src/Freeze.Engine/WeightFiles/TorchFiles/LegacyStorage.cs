using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.TorchFiles;

/// <summary>Storage of a legacy file, whose place is known only once all pickles have been read.</summary>
/// <param name="id">Number within the file.</param>
/// <param name="file">The file.</param>
/// <param name="elementSize">Bytes of one element.</param>
/// <param name="count">Elements declared.</param>
internal sealed class LegacyStorage(int id, WeightFile file, int elementSize, long count) : FileStorage(id, file, 0, elementSize * count)
{
    private long? _offset;

    /// <summary>Elements declared by the first reference.</summary>
    public long Count { get; } = count;

    /// <summary>Whether its place has been found.</summary>
    public bool IsPlaced => _offset is not null;

    /// <inheritdoc/>
    protected override long Offset => _offset ?? throw new InvalidOperationException("The storage has no place yet.");

    /// <summary>Says where the bytes start; the caller has checked that they lie within the file.</summary>
    public void Place(long offset) => _offset = offset;
}
