using System.Runtime.InteropServices;

namespace Freeze.WeightFiles.Storage;

/// <summary>Memory of any size outside the garbage-collected heap: freed when the last that uses it is done, not some time later.</summary>
internal sealed unsafe class MemoryBlock : SafeHandle
{
    public MemoryBlock(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.Alloc((nuint)Math.Max(length, 1)));
    }

    /// <summary>Its bytes.</summary>
    public long Length { get; }

    /// <summary>The first byte.</summary>
    public byte* Pointer => (byte*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
