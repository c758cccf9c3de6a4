using System.Reflection;
using Freeze.Layers;

namespace Freeze.Training.Prefix;

/// <summary>How far a model's forward pass is frozen from its beginning.</summary>
/// <param name="Stage">The number of leading stages that always give the same output for the same input.</param>
/// <param name="Reason">Why it does not go on.</param>
internal sealed record FrozenCut(int Stage, string Reason)
{
    /// <summary>Finds the longest run of leading stages in which nothing trains, keeps statistics or draws random numbers.</summary>
    /// <param name="model">The model under its present plan.</param>
    /// <param name="pass">Its stages.</param>
    /// <param name="steady">How many of them can be frozen at most, because the next was seen to do something else each time; null where that was not looked at.</param>
    public static FrozenCut Of(TorchModel model, StagedPass pass, int? steady = null)
    {
        if (ModuleHooks.Has(model.Module))
            return new FrozenCut(0, "the model has a hook, which every pass has to go through");
        // What the model does with them between its layers may change nothing as long as they hold ones or zeros.
        if (!pass.IsProven && model.StateTensors.FirstOrDefault(tensor => !tensor.Name.Contains('.')) is { } own)
            return new FrozenCut(0, $"{own.Name} belongs to none of its layers");
        var parameters = model.Parameters.ToDictionary(parameter => parameter.Name);
        var hasWeights = false;
        for (var i = 0; i < pass.Stages.Count; i++)
        {
            if (i == steady)
                return At(i, $"{pass.Stages[i].Name} does not give every sample the same each time, whatever comes with it");
            var layers = pass.Stages[i].Layers;
            foreach (var layer in layers)
            {
                if (parameters.TryGetValue(layer, out var root) && root.Trainable)
                    return At(i, $"{layer} trains");
            }

            foreach (var node in NodesOf(model, layers))
            {
                if (WhyNot(model, node) is { } reason)
                    return At(i, reason);
                hasWeights |= node.Parameters.Count > 0;
            }
        }

        return At(pass.Stages.Count, "everything is frozen");

        // What has no weights is not worth a cut.
        FrozenCut At(int stage, string reason) => new(hasWeights ? stage : 0, reason);
    }

    /// <summary>The modules that some layers consist of.</summary>
    public static IEnumerable<LayerNode> NodesOf(TorchModel model, IReadOnlyList<string> layers) =>
        model.Nodes.Where(node => layers.Any(layer => node.Name == layer || node.Name.StartsWith(layer + ".", StringComparison.Ordinal)));

    private static string? WhyNot(TorchModel model, LayerNode node)
    {
        if (ModuleHooks.Has(node.Module))
            return $"{node.Name} has a hook, which every pass has to go through";
        if (node.Parameters.FirstOrDefault(parameter => parameter.Value.requires_grad) is { } trained)
            return $"{trained.Name} trains";
        if (node.KeepsStatistics && !model.Freezing.KeepsStoredStatistics(node.Name))
            return $"{node.Name} normalises by the batch";
        if (node.Type.StartsWith("BatchNorm", StringComparison.Ordinal) && !node.KeepsStatistics)
            return $"{node.Name} has no stored statistics";
        if (node.IsDropout && !model.Freezing.DropoutOff.Contains(node.Name) && Chance(node) != 0)
            return $"{node.Name} drops at random (-Dropout Off freezes that too)";
        return node.Type == "RReLU" ? $"{node.Name} draws at random" : null;
    }

    // Null where it cannot be told, as inside TorchScript.
    private static double? Chance(LayerNode dropout)
    {
        var type = dropout.Module.GetType();
        var chance = type.GetProperty("p", BindingFlags.Public | BindingFlags.Instance) ?? type.GetProperty("Probability", BindingFlags.Public | BindingFlags.Instance);
        return chance?.GetValue(dropout.Module) as double?;
    }
}
