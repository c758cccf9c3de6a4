using Freeze.Data.Tables;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Inference;

/// <summary>Makes batches of tensors and of arrays, whatever dimensions they have in front of the sample's.</summary>
internal static class TensorInputs
{
    /// <summary>A tensor as a batch.</summary>
    /// <param name="model">The model, which may know its sample's shape.</param>
    /// <param name="tensor">One sample, or samples in any number of leading dimensions.</param>
    /// <returns>A tensor of its own that the caller disposes of, N x the sample's shape.</returns>
    /// <exception cref="FreezeException">ShapeMismatch.</exception>
    public static Tensor Batch(TorchModel model, Tensor tensor)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var rank = FlatRank(model, tensor) ?? Rank(model) ?? Math.Max(1, (int)tensor.dim() - 1);
        // Flat rows may be images of known shape, or the noise of a generator that begins with a convolution.
        if (tensor.dim() < rank && model.SampleShape is { } shape && tensor.dim() is 1 or 2 && tensor.numel() > 0 && tensor.shape[^1] == ElementCount.Of(shape))
            return tensor.detach().reshape([-1, .. shape]).MoveToOuterDisposeScope();
        if (tensor.dim() < rank || tensor.numel() == 0)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, "InputObject", $"A tensor of {new TensorShape(tensor.shape)} is no input of {model.Name}, {(model.SampleShape is { } known ? $"whose samples are {known}" : $"whose samples have {rank} dimensions")}.",
                "Give it one sample, or samples with the batch as the first dimension.");
        }

        return tensor.detach().reshape([-1, .. tensor.shape[^rank..]]).MoveToOuterDisposeScope();
    }

    /// <summary>Numbers as a tensor: an array of any rank, or lists of lists.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <returns>A float32 tensor that the caller disposes of; null where it is something else.</returns>
    /// <exception cref="FreezeException">ShapeMismatch: lists of different lengths.</exception>
    public static Tensor? Of(object numbers) => NumberBlock.Of(numbers) is { } block ? Made(block.Values, block.Shape)
        : NumberBlock.TryNumber(numbers, out var single) ? Made([single], []) : null;

    private static Tensor Made(float[] values, long[] shape) => tensor(values, shape).DetachFromDisposeScope();

    // A model that flattens its input first takes any dimensions whose numbers are as many as its first layer wants.
    private static int? FlatRank(TorchModel model, Tensor tensor)
    {
        if (model.SampleShape is { Count: > 0 } || model.Nodes.TakeWhile(node => node.Parameters.Count == 0).All(node => node.Type != "Flatten"))
            return null;
        if (model.Nodes.FirstOrDefault(node => node.Parameters.Count > 0) is not { Type: "Linear" or "BatchNorm1d" } first)
            return null;
        var wanted = first.Parameters[0].Value.shape[^1];
        var numbers = 1L;
        for (var rank = 1; rank <= tensor.dim(); rank++)
        {
            numbers *= tensor.shape[^rank];
            if (numbers == wanted)
                return rank;
        }

        return null;
    }

    private static int? Rank(TorchModel model) => model.SampleShape is { Count: > 0 } shape ? shape.Count
        : model.Nodes.FirstOrDefault(node => node.Parameters.Count > 0)?.Type switch
        {
            "Conv2d" or "ConvTranspose2d" or "BatchNorm2d" => 3,
            "Conv1d" or "ConvTranspose1d" => 2,
            "Conv3d" or "ConvTranspose3d" => 4,
            "Linear" or "BatchNorm1d" => 1,
            _ => null,
        };
}
