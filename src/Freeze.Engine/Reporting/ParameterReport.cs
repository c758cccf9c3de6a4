using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Reporting;

/// <summary>Joins what model, freeze plan and optimizer know into rows.</summary>
internal sealed class ParameterReport(TorchModel model, GroupedOptimizer? optimizer, DriftReference? since)
{
    private readonly Dictionary<string, OptimizerGroup> _groups = optimizer is null ? []
        : optimizer.Groups.SelectMany(group => group.Parameters.Select(parameter => (parameter.Name, Group: group))).ToDictionary(pair => pair.Name, pair => pair.Group);

    private readonly Lazy<IReadOnlyDictionary<string, LayerCost>?> _costs = new(() => LayerCosts.Measure(model));

    /// <summary>One row a parameter, in PyTorch's order.</summary>
    public IEnumerable<ParameterRow> Parameters(bool statistics)
    {
        var types = model.Nodes.ToDictionary(node => node.Name, node => node.Type);
        foreach (var parameter in model.Parameters)
        {
            var row = Describe(parameter, types[parameter.Layer]);
            if (since is not null)
            {
                var (drift, intact) = since.Compare(new NamedBuffer(parameter.AliasOf ?? parameter.Name, parameter.Value));
                row = row with { Drift = drift, Intact = intact };
            }

            yield return statistics ? TensorStatistics.AddTo(row, parameter.Value) : row;
        }
    }

    /// <summary>One row a layer that owns parameters or buffers, in execution order.</summary>
    public IEnumerable<LayerRow> Layers() => model.Nodes
        .Where(node => node.Parameters.Count > 0 || node.Buffers.Count > 0)
        .Select(Describe);

    /// <summary>The whole model in one row.</summary>
    public ParameterTotal Total() => new()
    {
        TotalParameters = model.ParameterCount,
        TrainableParameters = model.TrainableCount,
        FrozenParameters = model.FrozenCount,
        TrainablePercent = model.ParameterCount == 0 ? 0 : 100.0 * model.TrainableCount / model.ParameterCount,
        Bytes = model.Parameters.Where(parameter => parameter.AliasOf is null).Sum(parameter => parameter.Count * parameter.Value.element_size()),
        MultiplyAdds = _costs.Value?.Values.Sum(cost => cost.MultiplyAdds),
        StepCost = ShareOfFullStep(_costs.Value?.Values.Sum(cost => cost.PlanCost)),
    };

    private double? ShareOfFullStep(long? cost) =>
        cost is null || _costs.Value!.Values.Sum(layer => layer.FullCost) is not (> 0 and var full) ? null : (double)cost / full;

    private ParameterRow Describe(ModelParameter parameter, string layerType)
    {
        var group = _groups.GetValueOrDefault(parameter.AliasOf ?? parameter.Name);
        return new ParameterRow
        {
            Name = parameter.Name,
            Layer = parameter.Layer,
            LayerType = layerType,
            Shape = new TensorShape(parameter.Value.shape),
            Count = parameter.Count,
            Bytes = parameter.Count * parameter.Value.element_size(),
            DataType = ElementNames.Of(parameter.Value.dtype),
            Device = parameter.Value.device.ToString(),
            Trainable = parameter.Trainable,
            Rule = parameter.Trainable ? null : model.Freezing.Rules.GetValueOrDefault(parameter.Name, FreezeState.ByScript),
            Group = group?.Name,
            Algorithm = group?.Algorithm.ToString(),
            LearningRate = parameter.Trainable ? group?.LearningRate : null,
            Momentum = group?.Momentum,
            WeightDecay = group?.WeightDecay,
            BatchNorm = model.Freezing.Policies.TryGetValue(parameter.Layer, out var policy) ? policy.ToString() : null,
            Provenance = parameter.Provenance.ToString(),
            AliasOf = parameter.AliasOf,
        };
    }

    private LayerRow Describe(LayerNode node)
    {
        var cost = _costs.Value?.GetValueOrDefault(node.Name);
        var row = new LayerRow
        {
            Name = node.Name,
            Type = node.Type,
            Count = node.Parameters.Sum(own => own.Value.numel()),
            State = LayerSummaries.StateOf(node.Parameters.Select(own => own.Value.requires_grad)).ToString(),
            BatchNorm = model.Freezing.Policies.TryGetValue(node.Name, out var policy) ? policy.ToString() : null,
            OutputShape = cost?.OutputShape,
            MultiplyAdds = cost?.MultiplyAdds,
            StepShare = ShareOfFullStep(cost?.PlanCost),
        };
        if (since is null)
            return row;
        var compared = node.Parameters.Select(own => new NamedBuffer(own.Name, own.Value)).Concat(node.Buffers)
            .Select(tensor => (tensor.Value, Result: since.Compare(tensor))).ToList();
        return row with
        {
            // Counters of steps say nothing of how far a layer has moved.
            Drift = compared.Where(pair => pair.Value.is_floating_point() || pair.Value.is_complex()).Max(pair => pair.Result.Drift),
            Intact = compared.All(pair => pair.Result.Intact is null) ? null : compared.All(pair => pair.Result.Intact is not false),
        };
    }
}
