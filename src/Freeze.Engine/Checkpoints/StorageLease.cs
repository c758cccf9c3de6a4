using System.Runtime.InteropServices;

namespace Freeze.Checkpoints;

/// <summary>Bytes that stay where they are until the lease is disposed.</summary>
internal readonly unsafe struct StorageLease : IDisposable
{
    private readonly MappedFile? _file;
    private readonly GCHandle _pin;

    public StorageLease(MappedFile file, long offset, long length)
    {
        Pointer = file.Pointer(offset, length);
        file.Hold();
        _file = file;
    }

    public StorageLease(byte[] bytes)
    {
        _pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        Pointer = (byte*)_pin.AddrOfPinnedObject();
    }

    /// <summary>The first byte.</summary>
    public byte* Pointer { get; }

    public void Dispose()
    {
        _file?.Release();
        if (_pin.IsAllocated)
            _pin.Free();
    }
}
