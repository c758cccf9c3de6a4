using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's _DenseBlock: each layer sees the output of all before it.</summary>
internal sealed class DenseBlock : Module<Tensor, Tensor>, INamedLayer
{
    private readonly List<DenseLayer> _layers = [];

    /// <param name="depth">Number of layers.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="growth">Channels that each layer adds.</param>
    public DenseBlock(int depth, int inputs, int growth) : base("DenseBlock")
    {
        for (var i = 0; i < depth; i++)
        {
            _layers.Add(new DenseLayer(inputs + i * growth, growth));
            register_module($"denselayer{i + 1}", _layers[i]);
        }
    }

    public string LayerType => "DenseBlock";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor> { input };
        foreach (var layer in _layers)
        {
            using var all = cat(parts, 1);
            parts.Add(layer.call(all));
        }

        return cat(parts, 1).MoveToOuterDisposeScope();
    }
}
