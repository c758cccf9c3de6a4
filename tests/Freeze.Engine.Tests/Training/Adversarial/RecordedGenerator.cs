using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>A generator of the user's own that takes recorded noise instead of what it is given, one batch a call.</summary>
internal sealed class RecordedGenerator : nn.Module<Tensor, Tensor>
{
    private readonly (string Name, nn.Module<Tensor, Tensor> Layer)[] _layers;
    private readonly IEnumerator<Tensor> _noise;

    public RecordedGenerator(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> layers, IEnumerable<Tensor> noise) : base("generator")
    {
        (_layers, _noise) = ([.. layers], noise.GetEnumerator());
        foreach (var (name, layer) in _layers)
            register_module(name, layer);
    }

    public override Tensor forward(Tensor input)
    {
        Assert(_noise.MoveNext(), "asks for more noise than there is");
        Assert(input.shape[0] == _noise.Current.shape[0], "makes another number of samples");
        var current = _noise.Current.to(_layers[0].Layer.parameters().First().dtype);
        foreach (var (_, layer) in _layers)
            current = layer.call(current);
        return current;
    }

    private static void Assert(bool holds, string what) => Xunit.Assert.True(holds, $"The run {what}.");
}
