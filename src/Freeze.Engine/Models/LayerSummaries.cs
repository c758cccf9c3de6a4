namespace Freeze.Models;

/// <summary>Sums a model up layer by layer.</summary>
internal static class LayerSummaries
{
    public static IReadOnlyList<LayerSummary> Of(TorchModel model)
    {
        var trainable = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Trainable);
        var result = new List<LayerSummary>();
        foreach (var node in model.Nodes.Skip(1))
        {
            var inside = model.Nodes.Where(other => other == node || other.Name.StartsWith(node.Name + ".", StringComparison.Ordinal)).ToList();
            var parameters = inside.SelectMany(layer => layer.Parameters).ToList();
            if (parameters.Count > 0 || inside.Any(layer => layer.KeepsStatistics))
                result.Add(new LayerSummary(node.Name, node.Type, parameters.Sum(own => own.Value.numel()), StateOf(parameters.Select(own => trainable[own.Name])).ToString()));
        }

        return result;
    }

    /// <summary>Trainable, Frozen or Partial. A layer without parameters has nothing that trains.</summary>
    public static TrainingState StateOf(IEnumerable<bool> flags)
    {
        var all = flags.ToList();
        return all.Count > 0 && all.All(flag => flag) ? TrainingState.Trainable
            : all.Any(flag => flag) ? TrainingState.Partial : TrainingState.Frozen;
    }
}
