using Freeze.Freezing;
using Freeze.Networks;

namespace Freeze.Models;

/// <summary>What of a model runs one after the other.</summary>
internal static class ModelStages
{
    /// <summary>The architecture's stages; else the root's children that have parameters.</summary>
    public static IReadOnlyList<StageOutline> Of(TorchModel model)
    {
        // Every parameter, and every module that one lies in.
        var owners = model.Parameters.SelectMany(parameter => Prefixes(parameter.Name)).ToHashSet();
        if (model.Module is StagedNetwork staged)
            return [.. staged.Stages.Where(stage => stage.Layers.Any(layer => owners.Contains(layer))).Select(stage => new StageOutline(stage.Name, stage.Layers))];
        return [.. model.Nodes.Where(node => node.Depth == 1 && owners.Contains(node.Name)).Select(node => new StageOutline(node.Name, [node.Name]))];
    }

    private static IEnumerable<string> Prefixes(string name)
    {
        yield return name;
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            yield return name[..dot];
    }
}
