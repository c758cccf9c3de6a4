using System.IO.Hashing;
using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>A hash of every byte of a tensor, at the speed of memory.</summary>
internal static class TensorFingerprint
{
    private const long Piece = 1 << 27;

    /// <summary>XxHash3 of the tensor's contiguous bytes, whatever its device and layout.</summary>
    public static ulong Of(Tensor tensor)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous().reshape(-1);
        var hash = new XxHash3();
        // In pieces, because a span holds no more than 2 GB.
        for (long start = 0; start < flat.numel(); start += Piece)
            hash.Append(flat.narrow(0, start, Math.Min(Piece, flat.numel() - start)).bytes);
        return hash.GetCurrentHashAsUInt64();
    }
}
