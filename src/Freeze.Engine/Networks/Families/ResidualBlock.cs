using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's BasicBlock (two 3x3 convolutions) or Bottleneck (1x1, 3x3, 1x1, four times as wide at its end).</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>, INamedLayer
{
    // Registered in this order, which is torchvision's order of parameters.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d? conv3;
    private readonly BatchNorm2d? bn3;
    private readonly ReLU relu;
    private readonly Sequential? downsample;

    public ResidualBlock(int inputs, int planes, int stride, BlockShape shape) : base(shape.Bottleneck ? "Bottleneck" : "BasicBlock")
    {
        var bottleneck = shape.Bottleneck;
        LayerType = bottleneck ? "Bottleneck" : "BasicBlock";
        var outputs = bottleneck ? planes * 4 : planes;
        var inner = planes * shape.GroupWidth / 64 * shape.Groups;
        conv1 = bottleneck
            ? Conv2d(inputs, inner, 1, bias: false)
            : Conv2d(inputs, inner, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(inner);
        // The stride sits on the 3x3 convolution of a bottleneck, as torchvision does ("ResNet V1.5").
        conv2 = Conv2d(inner, inner, 3, stride: bottleneck ? stride : 1, padding: 1, groups: shape.Groups, bias: false);
        bn2 = BatchNorm2d(inner);
        conv3 = bottleneck ? Conv2d(inner, outputs, 1, bias: false) : null;
        bn3 = bottleneck ? BatchNorm2d(outputs) : null;
        relu = ReLU(inplace: true);
        downsample = stride != 1 || inputs != outputs
            ? Sequential(("0", Conv2d(inputs, outputs, 1, stride: stride, bias: false)), ("1", BatchNorm2d(outputs)))
            : null;
        RegisterComponents();
    }

    public string LayerType { get; }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = bn2.call(conv2.call(relu.call(bn1.call(conv1.call(input)))));
        if (conv3 is not null)
            features = bn3!.call(conv3.call(relu.call(features)));
        var identity = downsample is null ? input : downsample.call(input);
        return relu.call(features.add_(identity)).MoveToOuterDisposeScope();
    }
}
