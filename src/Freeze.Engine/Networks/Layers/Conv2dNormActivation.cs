using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Layers;

/// <summary>A convolution that keeps the size (at stride 1), batch normalization and an activation function.</summary>
internal sealed class Conv2dNormActivation : Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Conv2d convolution;

    [ComponentName(Name = "1")]
    private readonly BatchNorm2d norm;

    [ComponentName(Name = "2")]
    private readonly Module<Tensor, Tensor>? activation;

    public Conv2dNormActivation(
        int inputs, int outputs, int kernel = 3, int stride = 1, int groups = 1, Activation activation = Activation.Relu, BatchNormSettings? norm = null)
        : base("Conv2dNormActivation")
    {
        convolution = Conv2d(inputs, outputs, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false);
        this.norm = (norm ?? BatchNormSettings.Default).Layer(outputs);
        this.activation = activation switch
        {
            Activation.Relu => ReLU(inplace: true),
            Activation.Relu6 => ReLU6(inplace: true),
            Activation.Silu => SiLU(inplace: true),
            Activation.Hardswish => Hardswish(inplace: true),
            _ => null,
        };
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var normalized = norm.call(convolution.call(input));
        return (activation is null ? normalized : activation.call(normalized)).MoveToOuterDisposeScope();
    }
}
