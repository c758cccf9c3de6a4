using TorchSharp;

namespace Freeze.Tensors;

/// <summary>How elements lie in memory. Fused kernels read parameter, gradient and state as flat arrays, whatever their strides say.</summary>
internal static class TensorLayout
{
    /// <summary>Whether two tensors of one shape hold their elements in the same order.</summary>
    public static bool SameOrder(torch.Tensor a, torch.Tensor b)
    {
        var (plainA, plainB) = (a.is_contiguous(), b.is_contiguous());
        return plainA && plainB || plainA == plainB && a.stride().AsSpan().SequenceEqual(b.stride());
    }

    /// <summary>Whether a tensor fills its memory without gaps or overlaps, in whatever order of dimensions.</summary>
    public static bool IsDense(torch.Tensor tensor)
    {
        if (tensor.is_contiguous())
            return true;
        long expected = 1;
        foreach (var (size, stride) in tensor.shape.Zip(tensor.stride()).Where(dimension => dimension.First != 1).OrderBy(dimension => dimension.Second))
        {
            if (stride != expected)
                return false;
            expected *= size;
        }

        return true;
    }

    /// <summary>What two names of one tensor share: where its elements lie, or on other devices the native tensor.</summary>
    public static unsafe IntPtr Identity(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous() || tensor.numel() == 0)
            return tensor.Handle;
        using var plain = tensor.detach();
        fixed (byte* first = plain.bytes)
            return (IntPtr)first;
    }

    /// <summary>A copy of a tensor whose elements lie in the order of another.</summary>
    public static torch.Tensor InOrderOf(torch.Tensor tensor, torch.Tensor order) => torch.empty_like(order, requires_grad: false).copy_(tensor);
}
