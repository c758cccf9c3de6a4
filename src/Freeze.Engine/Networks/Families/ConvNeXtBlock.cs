using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's CNBlock: a 7x7 convolution of each channel by itself, then two linear layers at each position, scaled and added to what came in.</summary>
internal sealed class ConvNeXtBlock : Module<Tensor, Tensor>, INamedLayer
{
    private readonly Parameter layer_scale;
    private readonly Sequential block;
    private readonly StochasticDepth stochastic_depth;

    /// <param name="channels">Channels in and out.</param>
    /// <param name="dropped">Chance that a sample goes without it in training.</param>
    public ConvNeXtBlock(int channels, double dropped) : base("CNBlock")
    {
        layer_scale = Parameter(full([channels, 1, 1], 1e-6));
        block = Sequential(
            Conv2d(channels, channels, 7, padding: 3, groups: channels),
            new Permutation(0, 2, 3, 1),
            LayerNorm(channels, eps: 1e-6),
            Linear(channels, 4 * channels),
            GELU(),
            Linear(4 * channels, channels),
            new Permutation(0, 3, 1, 2));
        stochastic_depth = new StochasticDepth(dropped);
        RegisterComponents();
    }

    public string LayerType => "CNBlock";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return stochastic_depth.call(layer_scale * block.call(input)).add_(input).MoveToOuterDisposeScope();
    }
}
