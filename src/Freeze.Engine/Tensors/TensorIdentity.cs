using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>Tells whether two wrappers show the same memory.</summary>
internal static class TensorIdentity
{
    /// <summary>The address of the first element: equal for tied weights, whose handles differ. For an empty tensor its handle, which is its own.</summary>
    public static IntPtr Of(Tensor tensor) => tensor.numel() == 0 ? tensor.Handle : NativeTensor.DataPointer(tensor);
}
