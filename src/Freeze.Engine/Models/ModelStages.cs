using Freeze.Layers;
using Freeze.Models.Architectures;

namespace Freeze.Models;

/// <summary>What of a model runs one after the other.</summary>
internal static class ModelStages
{
    /// <summary>The architecture's stages; else the root's children that have parameters.</summary>
    public static IReadOnlyList<StageOutline> Of(TorchModel model)
    {
        if (model.Module is StagedNetwork staged)
            return [.. staged.Stages.Select(stage => new StageOutline(stage.Name, stage.Layers)).Where(stage => Owns(model, stage.Layers))];
        return [.. model.Nodes.Where(node => node.Depth == 1 && Owns(model, [node.Name])).Select(node => new StageOutline(node.Name, [node.Name]))];
    }

    private static bool Owns(TorchModel model, IReadOnlyList<string> members) => model.Parameters.Any(parameter =>
        members.Any(member => parameter.Name == member || parameter.Name.StartsWith(member + ".", StringComparison.Ordinal)));
}
