using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's Fire: a 1x1 convolution that narrows, then 1x1 and 3x3 convolutions side by side.</summary>
internal sealed class FireModule : Module<Tensor, Tensor>, INamedLayer
{
    private readonly Conv2d squeeze;
    private readonly ReLU squeeze_activation;
    private readonly Conv2d expand1x1;
    private readonly ReLU expand1x1_activation;
    private readonly Conv2d expand3x3;
    private readonly ReLU expand3x3_activation;

    /// <param name="inputs">Channels in.</param>
    /// <param name="narrow">Channels after the first convolution.</param>
    /// <param name="wide">Channels of each of the two side by side.</param>
    public FireModule(int inputs, int narrow, int wide) : base("Fire")
    {
        squeeze = Conv2d(inputs, narrow, 1);
        squeeze_activation = ReLU(inplace: true);
        expand1x1 = Conv2d(narrow, wide, 1);
        expand1x1_activation = ReLU(inplace: true);
        expand3x3 = Conv2d(narrow, wide, 3, padding: 1);
        expand3x3_activation = ReLU(inplace: true);
        RegisterComponents();
    }

    public string LayerType => "Fire";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var narrow = squeeze_activation.call(squeeze.call(input));
        return cat([expand1x1_activation.call(expand1x1.call(narrow)), expand3x3_activation.call(expand3x3.call(narrow))], 1).MoveToOuterDisposeScope();
    }
}
