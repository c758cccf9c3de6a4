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

    /// <summary>The same model with other flags: frozen is what has a rule.</summary>
    public ModelOutline With(FreezeState state) => this with
    {
        Parameters = [.. Parameters.Select(parameter => parameter with { Trainable = !state.Rules.ContainsKey(parameter.Name) })],
    };

    private static List<string> InExecutionOrder(IReadOnlyList<ParameterOutline> parameters, IReadOnlyList<LayerOutline> layers, IReadOnlyList<StageOutline> stages)
    {
        var own = parameters.ToLookup(parameter => parameter.Layer, parameter => parameter.Name);
        var within = layers.ToLookup(layer => Top(layer.Name), layer => layer.Name);
        var members = stages.SelectMany(stage => stage.Layers).ToList();
        var staged = members.ToHashSet();
        // Root-level parameters run where their stage says, else before everything.
        var names = own[""].Where(name => !staged.Contains(name)).ToList();
        var rootParameters = own[""].ToHashSet();
        foreach (var member in members)
        {
            if (rootParameters.Contains(member))
                names.Add(member);
            foreach (var layer in within[Top(member)].Where(layer => layer == member || layer.StartsWith(member + ".", StringComparison.Ordinal)))
                AddLayer(layer);
        }

        var placed = names.ToHashSet();
        foreach (var layer in layers.Where(layer => !placed.Contains(layer.Name)))
            AddLayer(layer.Name);
        return names;

        void AddLayer(string layer)
        {
            names.Add(layer);
            names.AddRange(own[layer]);
        }
    }

    private static string Top(string name) => name.IndexOf('.') is var dot and > 0 ? name[..dot] : name;
}
