using Freeze.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>The convolutions of a frozen prefix that run with their normalisation folded in.</summary>
internal sealed class ConvBatchNormFusion : IDisposable
{
    // Below this many elements a pass over the output costs less than showing the two modules something else.
    private const long WorthFolding = 1 << 18;

    private readonly List<FusedConvBatchNorm> _pairs;

    private ConvBatchNormFusion(List<FusedConvBatchNorm> pairs) => _pairs = pairs;

    /// <summary>How many there are.</summary>
    public int Count => _pairs.Count;

    /// <summary>Finds the pairs by watching a pass: the normalisation gets the very tensor that the convolution gave.</summary>
    /// <param name="nodes">The modules of the prefix.</param>
    /// <param name="run">Runs the prefix on some samples.</param>
    /// <param name="scale">How many times as many samples a batch has.</param>
    public static ConvBatchNormFusion Find(IEnumerable<LayerNode> nodes, Action run, double scale)
    {
        var calls = new Dictionary<nn.Module, int>(ReferenceEqualityComparer.Instance);
        var sources = new Dictionary<Tensor, Conv2d>(ReferenceEqualityComparer.Instance);
        var pairs = new List<(Conv2d Convolution, BatchNorm2d Norm)>();
        var unhook = new List<Action>();
        foreach (var node in nodes)
        {
            if (node.Module is Conv2d { transposed: false, padding_mode: PaddingModes.Zeros, padding_type: null } convolution)
            {
                unhook.Add(convolution.register_forward_hook((_, _, output) =>
                {
                    calls[convolution] = calls.GetValueOrDefault(convolution) + 1;
                    if (output.numel() * scale >= WorthFolding)
                        sources[output] = convolution;
                    return output;
                }).remove);
            }
            else if (node.Module is BatchNorm2d { running_mean: not null, running_var: not null } norm)
            {
                unhook.Add(norm.register_forward_hook((_, input, output) =>
                {
                    calls[norm] = calls.GetValueOrDefault(norm) + 1;
                    if (sources.Remove(input, out var source))
                        pairs.Add((source, norm));
                    return output;
                }).remove);
            }
        }

        try
        {
            run();
        }
        finally
        {
            unhook.ForEach(remove => remove());
        }

        return new ConvBatchNormFusion([.. pairs.Where(pair => calls[pair.Convolution] == 1 && calls[pair.Norm] == 1).Select(pair => new FusedConvBatchNorm(pair.Convolution, pair.Norm))]);
    }

    /// <summary>Runs something with the pairs folded.</summary>
    public Tensor Run(Func<Tensor> work)
    {
        try
        {
            _pairs.ForEach(pair => pair.Begin());
            return work();
        }
        finally
        {
            _pairs.ForEach(pair => pair.End());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pairs.ForEach(pair => pair.Dispose());
}
