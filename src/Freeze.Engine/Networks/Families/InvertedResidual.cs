using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's InvertedResidual of MobileNetV2: widen, convolve each channel by itself, narrow without an activation.</summary>
internal sealed class InvertedResidual : Module<Tensor, Tensor>, INamedLayer
{
    private readonly Sequential conv;
    private readonly bool _adds;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">Stride of the convolution between.</param>
    /// <param name="expansion">How much wider it is inside.</param>
    public InvertedResidual(int inputs, int outputs, int stride, int expansion) : base("InvertedResidual")
    {
        var inner = inputs * expansion;
        conv = Sequential();
        if (expansion != 1)
            conv.append(new ConvolutionNormActivation(inputs, inner, kernel: 1, activation: Activation.Relu6));
        conv.append(new ConvolutionNormActivation(inner, inner, stride: stride, groups: inner, activation: Activation.Relu6));
        conv.append(Conv2d(inner, outputs, 1, bias: false));
        conv.append(BatchNorm2d(outputs));
        _adds = stride == 1 && inputs == outputs;
        RegisterComponents();
    }

    public string LayerType => "InvertedResidual";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = conv.call(input);
        return (_adds ? input + features : features).MoveToOuterDisposeScope();
    }
}
