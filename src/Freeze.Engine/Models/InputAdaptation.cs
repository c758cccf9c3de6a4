using Freeze.Networks;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Models;

/// <summary>Fits the first convolution of a file to images with another number of channels.</summary>
internal static class InputAdaptation
{
    /// <summary>The name of the weight that sees the images; null where the model does not begin with a convolution.</summary>
    public static string? FirstWeight(nn.Module module)
    {
        var order = (module as StagedNetwork)?.Stages.SelectMany(stage => stage.Layers).ToList();
        return LayerTree.Walk(module, order).FirstOrDefault(node => node.Module is Conv2d) is { } first ? $"{first.Name}.weight" : null;
    }

    /// <summary>Whether the two differ in their input channels alone.</summary>
    public static bool Fits(TensorEntry from, Tensor into) =>
        from.Shape.Length == 4 && into.dim() == 4 && from.Shape[1] > 0 && from.Shape[0] == into.shape[0] && from.Shape.AsSpan(2).SequenceEqual(into.shape.AsSpan(2));

    /// <summary>Copies a weight: for one channel the sum over the file's, so that grey images give what they gave as red, green and blue; else its channels in turn, scaled to the same total.</summary>
    public static void Copy(TensorEntry from, Tensor into)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        into.detach().copy_(Fit(from.ToTensor(), into.shape[1]));
    }

    /// <summary>The weight for another number of channels, in single precision.</summary>
    public static Tensor Fit(Tensor from, long channels)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var there = from.shape[1];
        var weight = from.detach().to(ScalarType.Float32);
        var fitted = channels == 1 ? weight.sum(1, keepdim: true) : weight.index_select(1, arange(channels).remainder(there)) * ((double)there / channels);
        return fitted.MoveToOuterDisposeScope();
    }
}
