using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Layers;

/// <summary>torchvision's LayerNorm2d: layer normalisation over the channels of each position of a map.</summary>
internal sealed class ChannelNorm : Module<Tensor, Tensor>, INamedLayer
{
    /// <summary>Added to the variance.</summary>
    public const double Epsilon = 1e-6;

    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long _channels;

    public ChannelNorm(long channels) : base("LayerNorm2d")
    {
        _channels = channels;
        weight = Parameter(ones(channels));
        bias = Parameter(zeros(channels));
        RegisterComponents();
    }

    public string LayerType => "LayerNorm2d";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.layer_norm(input.permute(0, 2, 3, 1), [_channels], weight, bias, Epsilon).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
