using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Storage;

/// <summary>
/// Keeps storages in memory that several tensors pick from, so that each is read or unpacked once and not once a tensor. It keeps
/// little; a file made so that it never helps is refused.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="fileLength">Its bytes.</param>
internal sealed class StorageCache(string path, long fileLength) : IDisposable
{
    private const long Kept = 32 << 20;

    private readonly object _gate = new();
    private readonly LinkedList<(TensorStorage Storage, MemoryBlock Block)> _blocks = new();
    private double _credit = 16.0 * (fileLength + Kept);
    private bool _disposed;

    /// <summary>A storage's bytes.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="keep">Whether other tensors are going to need it too.</param>
    /// <param name="load">Makes the bytes.</param>
    /// <exception cref="FreezeException">ModelFileUnsafe: the same bytes had to be made far too often.</exception>
    public StorageLease Rent(TensorStorage storage, bool keep, Func<MemoryBlock> load)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            for (var node = _blocks.First; node is not null; node = node.Next)
            {
                if (!ReferenceEquals(node.Value.Storage, storage))
                    continue;
                _blocks.Remove(node);
                _blocks.AddFirst(node);
                return new StorageLease(node.Value.Block);
            }

            if (keep && (_credit -= storage.ByteLength) < 0)
                throw WeightFileError.Unsafe(path, "scatters its tensors over its storages so that reading them would hardly end.", "In Python, save tensor.contiguous() instead of views.");
        }

        var block = load();
        var lease = new StorageLease(block);
        if (keep)
            Keep(storage, block);
        else
            block.Dispose();
        return lease;
    }

    /// <summary>Notes that bytes were of use, which earns the right to make more.</summary>
    public void Deliver(long bytes)
    {
        lock (_gate)
            _credit += 16.0 * bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var (_, block) in _blocks)
                block.Dispose();
            _blocks.Clear();
        }
    }

    private void Keep(TensorStorage storage, MemoryBlock block)
    {
        lock (_gate)
        {
            // Another thread may have been faster, or the file been closed.
            if (_disposed || _blocks.Any(kept => ReferenceEquals(kept.Storage, storage)))
            {
                block.Dispose();
                return;
            }

            _blocks.AddFirst((storage, block));
            var total = _blocks.Sum(kept => kept.Block.Length);
            while (total > Kept && _blocks.Count > 1)
            {
                var oldest = _blocks.Last!.Value.Block;
                _blocks.RemoveLast();
                total -= oldest.Length;
                oldest.Dispose();
            }
        }
    }
}
