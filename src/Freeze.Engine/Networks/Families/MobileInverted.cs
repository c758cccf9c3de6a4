using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's MBConv: widen, convolve each channel by itself, squeeze and excite, narrow; left out at random in training.</summary>
internal sealed class MobileInverted : Module<Tensor, Tensor>, INamedLayer
{
    private readonly Sequential block;
    private readonly StochasticDepth stochastic_depth;
    private readonly bool _adds;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Size of the convolution between.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="expansion">How much wider it is inside.</param>
    /// <param name="dropped">Chance that a sample goes without it.</param>
    public MobileInverted(int inputs, int outputs, int kernel, int stride, int expansion, double dropped) : base("MBConv")
    {
        var inner = ChannelRounding.Nearest8(inputs * expansion);
        block = Sequential();
        if (inner != inputs)
            block.append(new ConvolutionNormActivation(inputs, inner, kernel: 1, activation: Activation.Silu));
        block.append(new ConvolutionNormActivation(inner, inner, kernel, stride, groups: inner, activation: Activation.Silu));
        block.append(new SqueezeExcitation(inner, Math.Max(1, inputs / 4), Activation.Silu, hard: false));
        block.append(new ConvolutionNormActivation(inner, outputs, kernel: 1, activation: Activation.None));
        stochastic_depth = new StochasticDepth(dropped);
        _adds = stride == 1 && inputs == outputs;
        RegisterComponents();
    }

    public string LayerType => "MBConv";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = block.call(input);
        return (_adds ? stochastic_depth.call(features).add_(input) : features).MoveToOuterDisposeScope();
    }
}
