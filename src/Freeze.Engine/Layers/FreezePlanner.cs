using System.Collections.Immutable;

namespace Freeze.Layers;

/// <summary>Turns a request into a plan. Pure: the same outline, state and request give the same plan.</summary>
public static class FreezePlanner
{
    /// <summary>Plans one request.</summary>
    /// <exception cref="FreezeException">LayerNotFound, LayerNotInitialized, or OptionInvalid where the parts of the request contradict each other.</exception>
    public static FreezePlan Plan(ModelOutline model, FreezeState state, FreezeRequest request)
    {
        if (request is { Unfreeze: true, Selection: FreezeSelection.TrainOnly })
            throw new FreezeException(ErrorCode.OptionInvalid, "Unfreeze", "-TrainOnly already says what trains; -Unfreeze contradicts it.", "Leave out -Unfreeze, or name the layers with -Name.");
        var selected = Select(model, request);
        var statesWholePlan = request.Selection != FreezeSelection.Named && !request.Unfreeze;
        var before = model.Parameters.Where(parameter => !parameter.Trainable).Select(parameter => parameter.Name).ToHashSet();
        var frozen = statesWholePlan ? [] : before.ToHashSet();
        if (request.Unfreeze)
            frozen.ExceptWith(selected);
        else
            frozen.UnionWith(model.Parameters.Select(parameter => parameter.Name).Where(selected.Contains));

        var policies = (statesWholePlan ? FreezeState.Empty : state).Policies.ToBuilder();
        var own = model.Parameters.ToLookup(parameter => parameter.Layer, parameter => parameter.Name);
        foreach (var layer in model.Layers.Where(layer => layer.KeepsStatistics))
            SettlePolicy(layer.Name, [.. own[layer.Name]], selected, request, frozen, policies);

        var plan = Describe(model, state, request, selected, before, frozen, policies.ToImmutable(), statesWholePlan);
        RequireInitialized(plan, request);
        return plan;
    }

    private static IReadOnlySet<string> Select(ModelOutline model, FreezeRequest request)
    {
        var except = NameSelection.Match(model.Names, request.Except);
        IEnumerable<string> selected = request.Selection switch
        {
            FreezeSelection.Named => NameSelection.Match(model.Names, request.Patterns),
            FreezeSelection.TrainOnly => model.Names.Except(NameSelection.Match(model.Names, request.Patterns).Except(except)),
            FreezeSelection.Through => Through(model, request.Patterns[0]),
            FreezeSelection.First => First(model, request.StageCount),
            _ => model.Names,
        };
        return (request.Selection == FreezeSelection.TrainOnly ? selected : selected.Except(except)).ToHashSet();
    }

    private static IEnumerable<string> Through(ModelOutline model, string pattern)
    {
        var named = NameSelection.Match(model.Names, [pattern]);
        var last = 0;
        for (var i = 0; i < model.Names.Count; i++)
            last = named.Contains(model.Names[i]) ? i : last;
        return model.Names.Take(last + 1);
    }

    private static IEnumerable<string> First(ModelOutline model, int count)
    {
        if (count < 0 || count > model.Stages.Count)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "First", $"-First is {count}, but the model has {model.Stages.Count} stages.",
                $"Give a number from 0 to {model.Stages.Count}; the stages are {string.Join(", ", model.Stages.Select(stage => stage.Name))}.");
        }

        var members = model.Stages.Take(count).SelectMany(stage => stage.Layers).ToList();
        return members.Count == 0 ? [] : NameSelection.Match(model.Names, members);
    }

    // A normalisation layer counts as frozen when it is named, lies in a named layer, or has all its parameters frozen.
    private static void SettlePolicy(string layer, IReadOnlyList<string> parameters, IReadOnlySet<string> selected, FreezeRequest request,
        HashSet<string> frozen, ImmutableDictionary<string, BatchNormPolicy>.Builder policies)
    {
        if (!selected.Contains(layer) && !parameters.Any(selected.Contains))
            return;
        if (request.Unfreeze)
        {
            if (selected.Contains(layer) || !parameters.Any(frozen.Contains))
                policies.Remove(layer);
        }
        else if (selected.Contains(layer) || parameters.All(frozen.Contains))
        {
            var policy = request.BatchNorm ?? BatchNormPolicy.Frozen;
            policies[layer] = policy;
            if (policy is BatchNormPolicy.FrozenStatistics or BatchNormPolicy.Train)
                frozen.ExceptWith(parameters);
        }
    }

    private static FreezePlan Describe(ModelOutline model, FreezeState state, FreezeRequest request, IReadOnlySet<string> selected,
        HashSet<string> before, HashSet<string> frozen, ImmutableDictionary<string, BatchNormPolicy> policies, bool statesWholePlan)
    {
        var rules = frozen.ToImmutableDictionary(name => name,
            name => !request.Unfreeze && selected.Contains(name) ? request.Rule : state.Rules.GetValueOrDefault(name, "requires_grad set by script"));
        var dropout = model.Layers.Where(layer => layer.IsDropout && selected.Contains(layer.Name)).Select(layer => layer.Name);
        var off = statesWholePlan ? [] : state.DropoutOff;
        off = request is { Dropout: DropoutPolicy.Off, Unfreeze: false } ? off.Union(dropout)
            : request.Dropout is null && !request.Unfreeze ? off : off.Except(dropout);
        var after = new FreezeState(rules, policies, off);
        var frozenCount = model.Parameters.Where(parameter => frozen.Contains(parameter.Name)).Sum(parameter => parameter.Count);
        return new FreezePlan(
            request.Unfreeze ? $"{request.Rule} -Unfreeze" : request.Rule,
            after,
            [.. model.Parameters.Where(parameter => frozen.Contains(parameter.Name) && !before.Contains(parameter.Name))],
            [.. model.Parameters.Where(parameter => !frozen.Contains(parameter.Name) && before.Contains(parameter.Name))],
            frozenCount,
            model.Parameters.Sum(parameter => parameter.Count) - frozenCount,
            FreezeWarnings.Find(model, frozen, after));
    }

    private static void RequireInitialized(FreezePlan plan, FreezeRequest request)
    {
        var random = plan.Freeze.Where(parameter => parameter.Provenance == Provenance.Initialized).Select(parameter => parameter.Name).ToList();
        if (random.Count == 0 || request.AllowUninitialized)
            return;
        var shown = string.Join(", ", random.Take(5)) + (random.Count > 5 ? $" and {random.Count - 5} more" : "");
        throw new FreezeException(ErrorCode.LayerNotInitialized, random[0],
            $"{shown} would be frozen, but {(random.Count == 1 ? "holds" : "hold")} random values: never loaded, never trained.",
            "Load weights with Import-TorchModel -Weights, leave these layers out with -Except, or freeze them all the same with -AllowUninitialized.");
    }
}
