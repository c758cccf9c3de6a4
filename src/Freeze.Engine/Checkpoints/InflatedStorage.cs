using Freeze.Checkpoints.Zip;

namespace Freeze.Checkpoints;

/// <summary>Storage in a compressed zip record. It is unpacked when asked for and kept while memory allows.</summary>
/// <param name="id">Number within the checkpoint.</param>
/// <param name="file">The archive.</param>
/// <param name="record">The record, at most 2 GB.</param>
internal sealed class InflatedStorage(int id, MappedFile file, ZipRecord record) : TensorStorage(id, file.Path, record.Size)
{
    private readonly WeakReference<byte[]> _bytes = new([]);

    /// <inheritdoc/>
    public override bool IsMapped => false;

    /// <inheritdoc/>
    public override StorageLease Rent()
    {
        if (!_bytes.TryGetTarget(out var bytes) || bytes.Length != ByteLength)
        {
            bytes = ZipContent.Inflate(file, record);
            _bytes.SetTarget(bytes);
        }

        return new StorageLease(bytes);
    }
}
