using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Networks.Layers;

/// <summary>Leaves out a residual branch for some samples of a batch in training (Huang et al. 2016); torchvision's mode "row".</summary>
internal sealed class StochasticDepth : nn.Module<Tensor, Tensor>
{
    /// <param name="probability">Chance that a sample goes without the branch.</param>
    public StochasticDepth(double probability) : base("StochasticDepth") => Probability = probability;

    /// <summary>Chance that a sample goes without the branch.</summary>
    public double Probability { get; }

    public override Tensor forward(Tensor input)
    {
        // An alias and not the input itself: callers may free what they gave.
        if (!training || Probability == 0)
            return input.alias();
        using var scope = NewDisposeScope();
        var size = new long[input.dim()];
        Array.Fill(size, 1);
        size[0] = input.shape[0];
        var kept = 1 - Probability;
        var noise = full(size, kept, dtype: input.dtype, device: input.device).bernoulli_(kept).div_(kept);
        return (input * noise).MoveToOuterDisposeScope();
    }
}
