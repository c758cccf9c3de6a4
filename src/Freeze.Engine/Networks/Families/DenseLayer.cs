using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's _DenseLayer: a few new channels from all channels so far.</summary>
internal sealed class DenseLayer : Module<Tensor, Tensor>, INamedLayer
{
    private readonly BatchNorm2d norm1;
    private readonly ReLU relu1;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d norm2;
    private readonly ReLU relu2;
    private readonly Conv2d conv2;

    /// <param name="inputs">Channels in.</param>
    /// <param name="growth">Channels out.</param>
    public DenseLayer(int inputs, int growth) : base("DenseLayer")
    {
        var inner = 4 * growth;
        norm1 = BatchNorm2d(inputs);
        relu1 = ReLU(inplace: true);
        conv1 = Conv2d(inputs, inner, 1, bias: false);
        norm2 = BatchNorm2d(inner);
        relu2 = ReLU(inplace: true);
        conv2 = Conv2d(inner, growth, 3, padding: 1, bias: false);
        RegisterComponents();
    }

    public string LayerType => "DenseLayer";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = conv1.call(relu1.call(norm1.call(input)));
        return conv2.call(relu2.call(norm2.call(inner))).MoveToOuterDisposeScope();
    }
}
