using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's ResBottleneckBlock: 1x1, grouped 3x3, squeeze and excitation, 1x1, added to what came in.</summary>
internal sealed class RegNetBlock : Module<Tensor, Tensor>, INamedLayer
{
    private readonly ConvolutionNormActivation? proj;
    private readonly Sequential f;
    private readonly ReLU activation;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">Stride of the grouped convolution.</param>
    /// <param name="groupWidth">Channels of each of its groups.</param>
    public RegNetBlock(int inputs, int outputs, int stride, int groupWidth) : base("ResBottleneckBlock")
    {
        proj = inputs != outputs || stride != 1 ? new ConvolutionNormActivation(inputs, outputs, kernel: 1, stride: stride, activation: Activation.None) : null;
        f = Sequential(
            ("a", new ConvolutionNormActivation(inputs, outputs, kernel: 1)),
            ("b", new ConvolutionNormActivation(outputs, outputs, stride: stride, groups: outputs / groupWidth)),
            // A quarter of what comes into the block, not of what comes here; halves round to even, as Python rounds.
            ("se", new SqueezeExcitation(outputs, (int)Math.Round(0.25 * inputs), Activation.Relu, hard: false)),
            ("c", new ConvolutionNormActivation(outputs, outputs, kernel: 1, activation: Activation.None)));
        activation = ReLU(inplace: true);
        RegisterComponents();
    }

    public string LayerType => "ResBottleneckBlock";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var shortcut = proj is null ? input : proj.call(input);
        return activation.call(shortcut + f.call(input)).MoveToOuterDisposeScope();
    }
}
