using Freeze.Networks;

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
            Stages = Stages(model),
            NormalizationParameters = model.Nodes.Where(Normalizes).SelectMany(node => node.Parameters).Select(own => own.Name).ToHashSet(),
        });
        return new GroupedOptimizer(model, plan);
    }

    private static IReadOnlyList<RateStage> Stages(TorchModel model)
    {
        var stages = model.Outline().Stages;
        var stageOf = stages.SelectMany(stage => stage.Layers.Select(layer => (layer, stage.Name))).ToDictionary(pair => pair.layer, pair => pair.Name);
        var members = model.Parameters.Select(parameter => parameter.Name).ToLookup(name => Prefixes(name).Where(stageOf.ContainsKey).Select(prefix => stageOf[prefix]).FirstOrDefault() ?? "");
        return [.. stages.Select(stage => new RateStage(stage.Name, [.. members[stage.Name]]))];
    }

    private static IEnumerable<string> Prefixes(string name)
    {
        yield return name;
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            yield return name[..dot];
    }

    private static bool Normalizes(LayerNode node) => node.KeepsStatistics || node.Type.Contains("Norm", StringComparison.Ordinal);
}
