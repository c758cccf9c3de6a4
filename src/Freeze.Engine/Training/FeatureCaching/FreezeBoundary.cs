using System.Reflection;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>How far a model's forward pass is frozen from its beginning.</summary>
/// <param name="Stage">The number of leading stages that always give the same output for the same input.</param>
/// <param name="Reason">Why it does not go on.</param>
internal sealed record FreezeBoundary(int Stage, string Reason)
{
    /// <summary>Finds the longest run of leading stages in which nothing trains, keeps statistics or draws random numbers.</summary>
    /// <param name="model">The model under its present plan.</param>
    /// <param name="pass">Its stages.</param>
    /// <param name="steady">How many of them can be frozen at most, because the next was seen to do something else each time; null where that was not looked at.</param>
    public static FreezeBoundary Of(TorchModel model, StagedPass pass, int? steady = null)
    {
        if (ModuleHooks.Has(model.Module))
            return new FreezeBoundary(0, "the model has a hook, which every pass has to go through");
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
                if (WhyNot(model, node, pass) is { } reason)
                    return At(i, reason);
                hasWeights |= node.Parameters.Count > 0;
            }

            if (pass.WhyNot(i) is { } unsteady)
                return At(i, unsteady);
        }

        return At(pass.Stages.Count, "everything is frozen");

        // What has no weights is not worth a cut.
        FreezeBoundary At(int stage, string reason) => new(hasWeights ? stage : 0, reason);
    }

    /// <summary>The modules that some layers consist of.</summary>
    public static IEnumerable<LayerNode> NodesOf(TorchModel model, IReadOnlyList<string> layers) =>
        model.Nodes.Where(node => layers.Any(layer => node.Name == layer || DottedName.IsInside(node.Name, layer)));

    private static string? WhyNot(TorchModel model, LayerNode node, StagedPass pass)
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
        if (node.Type is "RReLU" or "FractionalMaxPool2d" or "FractionalMaxPool3d")
            return $"{node.Name} draws at random";
        return pass.IsScript || IsKnown(node.Module) ? null : $"{node.Name} is a module of somebody's own, whose code cannot be looked into";
    }

    private static bool IsKnown(nn.Module module) => module is not jit.ScriptModule && (module.GetType().Assembly == typeof(nn.Module).Assembly || module.GetType().Assembly == typeof(FreezeBoundary).Assembly);

    // Null where it cannot be told, as inside TorchScript.
    private static double? Chance(LayerNode dropout)
    {
        var type = dropout.Module.GetType();
        var chance = type.GetProperty("p", BindingFlags.Public | BindingFlags.Instance) ?? type.GetProperty("Probability", BindingFlags.Public | BindingFlags.Instance);
        return chance?.GetValue(dropout.Module) as double?;
    }
}
