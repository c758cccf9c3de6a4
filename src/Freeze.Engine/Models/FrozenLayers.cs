using Freeze.Freezing;
using Freeze.Tensors;

namespace Freeze.Models;

/// <summary>Tells which parameters have appeared inside layers that are frozen: in a submodule that was replaced, in a tensor of another size, or as one more.</summary>
internal static class FrozenLayers
{
    /// <summary>Names in the later census that are new, and lie in what was frozen in the earlier one.</summary>
    /// <param name="before">When the plan was last looked at.</param>
    /// <param name="now">Now.</param>
    /// <param name="plan">The plan: where a tensor of before is gone, only it knows whether the tensor was frozen.</param>
    public static IEnumerable<string> Newcomers(ModuleSnapshot before, ModuleSnapshot now, FreezeState plan)
    {
        bool Trained(ModelParameter parameter) => parameter.Value.IsInvalid ? !plan.Rules.ContainsKey(parameter.Name) : parameter.Trainable;
        var known = before.Parameters.ToDictionary(parameter => parameter.Name);
        var trains = Trainable(before, Trained);
        foreach (var parameter in now.Parameters.Where(parameter => parameter.AliasOf is null))
        {
            if (!known.TryGetValue(parameter.Name, out var old))
            {
                if (trains.TryGetValue(NearestKnown(parameter.Name, trains), out var layerTrains) && !layerTrains)
                    yield return parameter.Name;
            }
            else if (!ReferenceEquals(old, parameter) && !Trained(old) && (parameter.Trainable || !old.Shape.AsSpan().SequenceEqual(parameter.Shape)))
            {
                // Another tensor of the same size that takes no gradient either is what Module.to() leaves behind: still frozen.
                yield return parameter.Name;
            }
        }
    }

    // Each module that has parameters somewhere below it, and whether any of them trains.
    private static Dictionary<string, bool> Trainable(ModuleSnapshot census, Func<ModelParameter, bool> trained)
    {
        var trains = new Dictionary<string, bool>();
        foreach (var parameter in census.Parameters)
        {
            for (var layer = parameter.Layer; ; layer = DottedName.Parent(layer))
            {
                trains[layer] = trains.GetValueOrDefault(layer) | trained(parameter);
                if (layer.Length == 0)
                    break;
            }
        }

        return trains;
    }

    private static string NearestKnown(string name, Dictionary<string, bool> layers)
    {
        var layer = DottedName.Parent(name);
        while (layer.Length > 0 && !layers.ContainsKey(layer))
            layer = DottedName.Parent(layer);
        return layer;
    }

}
