using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Layers;

/// <summary>A layer that scales each channel by what all channels show on average.</summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;
    private readonly Module<Tensor, Tensor> activation;
    private readonly Module<Tensor, Tensor> scale_activation;

    /// <param name="channels">Channels in and out.</param>
    /// <param name="narrow">Channels between.</param>
    /// <param name="activation">Between the two convolutions: ReLU or SiLU.</param>
    /// <param name="hard">Whether the scale comes from the piecewise linear sigmoid.</param>
    public SqueezeExcitation(int channels, int narrow, Activation activation, bool hard) : base("SqueezeExcitation")
    {
        avgpool = AdaptiveAvgPool2d(1);
        fc1 = Conv2d(channels, narrow, 1);
        fc2 = Conv2d(narrow, channels, 1);
        this.activation = activation == Activation.Silu ? SiLU(inplace: true) : ReLU(inplace: true);
        scale_activation = hard ? Hardsigmoid() : Sigmoid();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var scale = scale_activation.call(fc2.call(activation.call(fc1.call(avgpool.call(input)))));
        return (scale * input).MoveToOuterDisposeScope();
    }
}
