using Freeze.Tensors;

namespace Freeze.Freezing;

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
        var layerNames = layers.Select(layer => layer.Name).ToHashSet();
        var parameterNames = parameters.Select(parameter => parameter.Name).ToHashSet();
        var members = stages.SelectMany(stage => stage.Layers).ToList();
        var staged = members.ToHashSet();
        var names = new List<string>();
        var placed = new HashSet<string>();
        // Parameters that a stage names run there; the root's others before everything.
        AddOwn("");
        foreach (var member in members)
        {
            // What holds a member begins where its first member does: -Through features must not reach past its last one.
            foreach (var outer in Outer(member).Where(layerNames.Contains))
                AddLayer(outer);
            if (parameterNames.Contains(member))
                Add(member);
            foreach (var layer in within[Top(member)].Where(layer => layer == member || DottedName.IsInside(layer, member)))
                AddLayer(layer);
        }

        foreach (var layer in layers)
            AddLayer(layer.Name);
        return names;

        void AddLayer(string layer)
        {
            Add(layer);
            AddOwn(layer);
        }

        void AddOwn(string layer)
        {
            foreach (var name in own[layer].Where(name => !staged.Contains(name)))
                Add(name);
        }

        void Add(string name)
        {
            if (placed.Add(name))
                names.Add(name);
        }
    }

    private static IEnumerable<string> Outer(string name)
    {
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
            yield return name[..dot];
    }

    private static string Top(string name) => name.IndexOf('.') is var dot and > 0 ? name[..dot] : name;
}
