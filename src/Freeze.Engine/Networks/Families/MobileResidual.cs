using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's InvertedResidual of MobileNetV3: widen, convolve each channel by itself, perhaps squeeze and excite, narrow.</summary>
internal sealed class MobileResidual : Module<Tensor, Tensor>, INamedLayer
{
    private readonly Sequential block;
    private readonly bool _adds;

    public MobileResidual(MobileRow row, BatchNormSettings norm) : base("InvertedResidual")
    {
        var activation = row.Hardswish ? Activation.Hardswish : Activation.Relu;
        block = Sequential();
        if (row.Inner != row.Inputs)
            block.append(new ConvolutionNormActivation(row.Inputs, row.Inner, kernel: 1, activation: activation, norm: norm));
        block.append(new ConvolutionNormActivation(row.Inner, row.Inner, row.Kernel, row.Stride, groups: row.Inner, activation: activation, norm: norm));
        if (row.Squeezes)
            block.append(new SqueezeExcitation(row.Inner, ChannelRounding.Nearest8(row.Inner / 4), Activation.Relu, hard: true));
        block.append(new ConvolutionNormActivation(row.Inner, row.Outputs, kernel: 1, activation: Activation.None, norm: norm));
        _adds = row.Stride == 1 && row.Inputs == row.Outputs;
        RegisterComponents();
    }

    public string LayerType => "InvertedResidual";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = block.call(input);
        return (_adds ? features.add_(input) : features).MoveToOuterDisposeScope();
    }
}
