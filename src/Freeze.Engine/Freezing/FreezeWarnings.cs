using Freeze.Tensors;

namespace Freeze.Freezing;

/// <summary>What a user should know about a freeze plan before training with it.</summary>
internal static class FreezeWarnings
{
    public static IReadOnlyList<string> Find(ModelOutline model, IReadOnlySet<string> frozen, FreezeState after)
    {
        var warnings = new List<string>();
        if (model.Parameters.Count > 0 && model.Parameters.All(parameter => frozen.Contains(parameter.Name)))
            warnings.Add("Every parameter is frozen; training would have nothing to do. Unfreeze a layer, or use -TrainOnly.");
        var updating = StillUpdating(model, frozen, after);
        if (updating.Count > 0)
        {
            warnings.Add($"{string.Join(", ", updating)}: the statistics of {(updating.Count == 1 ? "this normalisation layer" : "these normalisation layers")} "
                + "still change in an otherwise frozen layer. Freeze the whole layer by its name to hold them.");
        }

        return warnings;
    }

    // A normalisation layer that nobody gave a policy, while everything else beside it is frozen.
    private static List<string> StillUpdating(ModelOutline model, IReadOnlySet<string> frozen, FreezeState after)
    {
        var normalizing = model.Layers.Where(layer => layer.KeepsStatistics).Select(layer => layer.Name).ToHashSet();
        var others = model.Parameters.Where(parameter => !normalizing.Contains(parameter.Layer)).ToList();
        // Layers further down belong to the block as well: densenet's last normalization lies beside its first convolution and behind all blocks.
        var frozenBlocks = normalizing.Select(DottedName.Parent).Where(block => block.Length > 0).Distinct().Where(block =>
        {
            var inside = others.Where(parameter => DottedName.IsInside(parameter.Name, block)).ToList();
            return inside.Count > 0 && inside.All(parameter => frozen.Contains(parameter.Name));
        }).ToHashSet();
        return [.. normalizing.Where(layer => !after.Policies.ContainsKey(layer) && frozenBlocks.Contains(DottedName.Parent(layer)))];
    }
}
