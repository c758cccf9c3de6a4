using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>
/// The order in which the elements of an image batch lie in memory. Channels last means that all channels of one pixel lie side by side,
/// which convolutions on processors are fastest with; shapes and values stay the same.
/// </summary>
/// <remarks>TorchSharp names the formats and takes them nowhere, so they are reached through strides, as libtorch itself stores them.</remarks>
internal static class MemoryFormat
{
    /// <summary>The same values with channels last. Tensors of other than four dimensions come back as they are.</summary>
    /// <param name="tensor">N x C x H x W, or a convolution's weight.</param>
    /// <returns>A new tensor, or another handle on the same elements where they lie so already. Gradients flow through it.</returns>
    public static Tensor ToChannelsLast(Tensor tensor)
    {
        if (tensor.dim() != 4)
            return tensor.alias();
        using var pixels = tensor.permute(0, 2, 3, 1);
        using var together = pixels.contiguous();
        return together.permute(0, 3, 1, 2);
    }

    /// <summary>Whether the elements lie with channels last; both orders are one where there is one channel or one pixel.</summary>
    public static bool IsChannelsLast(Tensor tensor)
    {
        if (tensor.dim() != 4)
            return false;
        using var pixels = tensor.permute(0, 2, 3, 1);
        return pixels.is_contiguous();
    }
}
