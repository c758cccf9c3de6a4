using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>What TorchSharp's bindings export and its classes do not offer.</summary>
internal static partial class NativeTensor
{
    /// <summary>The address of a tensor's first element, whatever its data type and layout; on a GPU an address of that GPU.</summary>
    public static IntPtr DataPointer(Tensor tensor)
    {
        var pointer = Data(tensor.Handle);
        GC.KeepAlive(tensor);
        return pointer;
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial IntPtr Data(IntPtr tensor);
}
