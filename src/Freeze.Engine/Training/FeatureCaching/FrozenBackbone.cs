using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>
/// The frozen beginning of a model: runs without gradients, in evaluation mode, in the layout and with the foldings that were chosen when it was made.
/// Everything that reads or computes its output goes this one way, so that all of them get the same bits.
/// </summary>
internal sealed class FrozenBackbone : IDisposable
{
    // What folding may change, relative to the greatest output.
    private const double Tolerance = 1e-5;

    private readonly TorchModel _model;
    private readonly StagedPass _pass;
    private readonly Precision _precision;
    // Multiply-adds of a batch that one thread does as fast as several.
    private const long Light = 1 << 21;

    private readonly bool _channelsLast, _restConvolves, _isRestFlat;
    private readonly long _restWeights;
    private readonly IReadOnlyList<LayerNode> _nodes;
    private ConvBatchNormFusion? _folded;

    /// <summary>Takes the leading stages as they are, in the layout that suits them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pass">Its stages.</param>
    /// <param name="cut">How many of them are frozen, at least one.</param>
    /// <param name="precision">What its convolutions and matrix products compute in.</param>
    public FrozenBackbone(TorchModel model, StagedPass pass, int cut, Precision precision = Precision.Float32)
    {
        (_model, _pass, Cut, _precision) = (model, pass, cut, precision);
        _nodes = [.. FreezeBoundary.NodesOf(model, Layers)];
        _channelsLast = BackboneLayout.IsChannelsLast(model, _nodes);
        var rest = model.Nodes.Except(_nodes).ToList();
        // Layers that are no matrix product may use a weight many times; a softmax over the samples rounds otherwise on one thread.
        _isRestFlat = rest.Where(node => node.Parameters.Count > 0).All(node => node.Type == "Linear") && !rest.Any(node => node.Type.Contains("Softm", StringComparison.Ordinal));
        _restWeights = rest.SelectMany(node => node.Parameters).Sum(parameter => parameter.Value.numel());
        _restConvolves = model.Nodes.Except(_nodes).Any(node => node.Module is TorchSharp.Modules.Conv2d);
    }

    /// <summary>How many stages it has.</summary>
    public int Cut { get; }

    /// <summary>
    /// The number of samples that it runs on at least, fewer being filled up: that of a full batch, because the last bits of matrix products, and of convolutions
    /// of few pixels, depend on how many there are.
    /// </summary>
    public int Rows { get; init; } = 2;

    /// <summary>The layers that it consists of.</summary>
    public IReadOnlyList<string> Layers => [.. _pass.Stages.Take(Cut).SelectMany(stage => stage.Layers)];

    /// <summary>How it runs, for people.</summary>
    public string Description => string.Join(", ", new[] { _channelsLast ? "channels last" : null, _folded is { Count: > 0 } ? $"{_folded.Count} normalisations folded" : null }.Where(part => part is not null));

    /// <summary>Everything that its output depends on.</summary>
    public IEnumerable<Tensor> State => _nodes.SelectMany(node => node.Parameters.Select(parameter => (Tensor)parameter.Value).Concat(node.Buffers.Select(buffer => buffer.Value)))
        .Concat(_model.Parameters.Where(parameter => Layers.Contains(parameter.Name)).Select(parameter => parameter.Value));

    /// <summary>Its modules.</summary>
    public IEnumerable<nn.Module> Modules => _nodes.Select(node => node.Module);

    /// <summary>Folds normalisations into convolutions, if that leaves the output as it is but for rounding.</summary>
    /// <param name="samples">Some samples.</param>
    /// <param name="batchSize">How many a batch has.</param>
    public void Fold(Tensor samples, int batchSize)
    {
        if (_model.Parameters[0].Value.dtype != ScalarType.Float32)
            return;
        using var scope = NewDisposeScope();
        Tensor? plain = null;
        var folded = ConvBatchNormFusion.Find(_nodes, () => plain = Run(samples, Precision.Float32, rows: 2), (double)batchSize / samples.shape[0]);
        _folded = folded;
        if (folded.Count > 0 && Difference(plain!, Run(samples, Precision.Float32, rows: 2)) <= Tolerance)
            return;
        folded.Dispose();
        _folded = null;
    }

    /// <summary>Puts its modules into evaluation mode, whatever the others do.</summary>
    public void Settle()
    {
        foreach (var node in _nodes)
            node.Module.eval();
    }

    /// <summary>Runs it.</summary>
    /// <param name="inputs">N samples.</param>
    /// <returns>Its output, N x the shape of the cut, contiguous.</returns>
    public Tensor Run(Tensor inputs) => Run(inputs, _precision, Rows);

    private Tensor Run(Tensor inputs, Precision precision, long rows)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var cast = Autocast.Begin(_model.Parameters[0].Value.device_type, precision);
        var count = inputs.shape[0];
        var placed = Fill(ForwardPass.Place(_model, inputs), rows);
        if (_channelsLast)
            placed = MemoryFormat.ToChannelsLast(placed);
        var features = _folded is null ? _pass.Run(placed, 0, Cut) : _folded.Run(() => _pass.Run(placed, 0, Cut));
        if (features.shape[0] != count)
            features = features.narrow(0, 0, count);
        // Through two dimensions, so that strides of single elements come out as those of features from a cache.
        return features.contiguous().reshape(count, -1).reshape(features.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Runs what comes behind it.</summary>
    public Tensor Rest(Tensor features)
    {
        var placed = ForwardPass.Place(_model, features);
        return _pass.Run(_restConvolves ? ConvolutionLayout.Arrange(_model, placed) : placed, Cut, _pass.Stages.Count);
    }

    /// <summary>A batch that goes on behind it.</summary>
    /// <param name="features">N x the shape of the cut.</param>
    /// <param name="labels">The samples' labels.</param>
    public Batch Continue(Tensor features, Tensor labels) => new(features, labels, (int)features.shape[0])
    {
        Rest = Rest,
        IsLight = _isRestFlat && features.dim() == 2 && _restWeights * Rows <= Light,
    };

    /// <summary>A batch of its output for a batch of samples, whose labels go over to it.</summary>
    public Batch Apply(Batch batch)
    {
        var features = Run(batch.Inputs).DetachFromDisposeScope();
        batch.Inputs.Dispose();
        return Continue(features, batch.Labels);
    }

    /// <inheritdoc/>
    public void Dispose() => _folded?.Dispose();

    // Whatever fills it up: rows do not see each other.
    private static Tensor Fill(Tensor inputs, long rows)
    {
        var missing = rows - inputs.shape[0];
        if (missing <= 0)
            return inputs;
        return cat([inputs, inputs[0..1].expand([missing, .. inputs.shape.Skip(1)])], 0);
    }

    private static double Difference(Tensor one, Tensor other) =>
        ((one - other).abs().max() / one.abs().max().clamp_min(1e-30)).to(ScalarType.Float64).item<double>();
}
