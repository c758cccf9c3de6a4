namespace Freeze.WeightFiles.Storage;

/// <summary>A storage's bytes in memory, which stay there until the lease is disposed.</summary>
internal readonly unsafe struct StorageLease : IDisposable
{
    private readonly MemoryBlock _block;

    /// <param name="block">The memory, not yet disposed.</param>
    public StorageLease(MemoryBlock block)
    {
        var held = false;
        block.DangerousAddRef(ref held);
        _block = block;
    }

    /// <summary>The first byte.</summary>
    public byte* Pointer => _block.Pointer;

    public void Dispose() => _block.DangerousRelease();
}
