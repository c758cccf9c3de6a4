using Freeze.Layers;

namespace Freeze.Optimization;

/// <summary>Makes the optimizer of a model.</summary>
internal static class ModelOptimizer
{
    /// <summary>Plans the groups over a model's parameters and makes the optimizer. It hears of every later freeze.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What the user asked for; what it says of parameters and stages is filled in from the model.</param>
    public static GroupedOptimizer Create(TorchModel model, GroupPlanRequest request)
    {
        model.RequireSettled();
        var plan = GroupPlan.Create(request with
        {
            // A tensor with several names is stepped once, under the first; rules may call it by any.
            Aliases = model.Parameters.Where(parameter => parameter.AliasOf is not null).ToDictionary(parameter => parameter.Name, parameter => parameter.AliasOf!),
            Parameters = [.. model.Parameters.Where(parameter => parameter.AliasOf is null).Select(parameter => new ParameterShape(parameter.Name, parameter.Value.shape))],
            Stages = [.. model.Outline().Stages.Select(stage => new RateStage(stage.Name, MembersOf(stage, model)))],
            NormalizationParameters = model.Nodes.Where(Normalizes).SelectMany(node => node.Parameters).Select(own => own.Name).ToHashSet(),
        });
        return new GroupedOptimizer(model, plan);
    }

    private static List<string> MembersOf(StageOutline stage, TorchModel model) => [.. model.Parameters.Select(parameter => parameter.Name)
        .Where(name => stage.Layers.Any(layer => name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal)))];

    private static bool Normalizes(LayerNode node) => node.KeepsStatistics || node.Type.Contains("Norm", StringComparison.Ordinal);
}
