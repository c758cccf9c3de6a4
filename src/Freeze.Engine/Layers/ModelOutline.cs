namespace Freeze.Layers;

/// <summary>What planning needs to know of a model: names, sizes and flags, no tensors.</summary>
/// <param name="Parameters">Every parameter in PyTorch's order.</param>
/// <param name="Layers">Every module but the root, depth first in execution order.</param>
/// <param name="Stages">What runs one after the other, in execution order.</param>
public sealed record ModelOutline(
    IReadOnlyList<ParameterOutline> Parameters,
    IReadOnlyList<LayerOutline> Layers,
    IReadOnlyList<StageOutline> Stages)
{
    /// <summary>Every name that a pattern can match, in execution order: each layer, then its own parameters.</summary>
    public IReadOnlyList<string> Names { get; } = InExecutionOrder(Parameters, Layers, Stages);

    private static List<string> InExecutionOrder(IReadOnlyList<ParameterOutline> parameters, IReadOnlyList<LayerOutline> layers, IReadOnlyList<StageOutline> stages)
    {
        var own = parameters.ToLookup(parameter => parameter.Layer);
        // Root-level parameters run where their stage says, else before everything.
        var names = own[""].Where(parameter => !stages.Any(stage => stage.Layers.Contains(parameter.Name))).Select(parameter => parameter.Name).ToList();
        foreach (var stage in stages)
        {
            foreach (var member in stage.Layers)
            {
                names.AddRange(own[""].Where(parameter => parameter.Name == member).Select(parameter => parameter.Name));
                foreach (var layer in layers.Where(layer => layer.Name == member || layer.Name.StartsWith(member + ".", StringComparison.Ordinal)))
                    AddLayer(layer);
            }
        }

        var placed = names.ToHashSet();
        foreach (var layer in layers.Where(layer => !placed.Contains(layer.Name)))
            AddLayer(layer);
        return names;

        void AddLayer(LayerOutline layer)
        {
            names.Add(layer.Name);
            names.AddRange(own[layer.Name].Select(parameter => parameter.Name));
        }
    }
}
