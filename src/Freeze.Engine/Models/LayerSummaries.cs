namespace Freeze.Models;

/// <summary>Sums a model up layer by layer.</summary>
internal static class LayerSummaries
{
    public static IReadOnlyList<LayerSummary> Of(TorchModel model)
    {
        var result = new List<LayerSummary>();
        var nodes = model.Nodes;
        for (var i = 1; i < nodes.Count; i++)
        {
            // Depth first: what lies in a layer follows it.
            var inside = nodes.Skip(i).TakeWhile((node, at) => at == 0 || node.Depth > nodes[i].Depth).ToList();
            var parameters = inside.SelectMany(layer => layer.Parameters).ToList();
            if (parameters.Count > 0 || inside.Any(layer => layer.KeepsStatistics))
                result.Add(new LayerSummary(nodes[i].Name, nodes[i].Type, parameters.Sum(own => own.Value.numel()), StateOf(parameters.Select(own => own.Value.requires_grad)).ToString()));
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
