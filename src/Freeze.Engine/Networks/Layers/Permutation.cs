using static TorchSharp.torch;

namespace Freeze.Networks.Layers;

/// <summary>torchvision's Permute: the same tensor with its dimensions in another order.</summary>
internal sealed class Permutation : nn.Module<Tensor, Tensor>, INamedLayer
{
    private readonly long[] _order;

    public Permutation(params long[] order) : base("Permute") => _order = order;

    public string LayerType => "Permute";

    public override Tensor forward(Tensor input) => input.permute(_order);
}
