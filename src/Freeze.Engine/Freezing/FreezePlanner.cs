using System.Collections.Immutable;
using Freeze.Tensors;

namespace Freeze.Freezing;

/// <summary>Turns a request into a plan. Pure: the same outline, state and request give the same plan.</summary>
public static class FreezePlanner
{
    /// <summary>Plans one request.</summary>
    /// <exception cref="FreezeException">LayerNotFound, LayerNotInitialized, or OptionInvalid where the parts of the request contradict each other.</exception>
    public static FreezePlan Plan(ModelOutline model, FreezeState state, FreezeRequest request)
    {
        if (request is { Unfreeze: true, Selection: FreezeSelection.TrainOnly })
            throw new FreezeException(ErrorCode.OptionInvalid, "Unfreeze", "-TrainOnly already says what trains; -Unfreeze contradicts it.", "Leave out -Unfreeze, or name the layers with -Name.");
        var (selected, surprises) = RequestedNames.Of(model, request);
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

        var after = new FreezeState(
            Rules(state, request, selected, frozen),
            policies.ToImmutable(),
            DropoutOff(model, state, request, selected, statesWholePlan));
        var settled = statesWholePlan ? model.Names.ToHashSet() : selected;
        var plan = Describe(model, request.Unfreeze ? $"{request.Rule} -Unfreeze" : request.Rule, after, settled, surprises);
        RequireInitialized(plan, request);
        return plan;
    }

    /// <summary>Plans the way from the present flags to a state that is known already, such as a schedule's.</summary>
    /// <param name="model">The model as it is.</param>
    /// <param name="target">The state to reach.</param>
    /// <param name="rule">What asks for it.</param>
    public static FreezePlan Reach(ModelOutline model, FreezeState target, string rule) => Describe(model, rule, target, new HashSet<string>(), []);

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
            var policy = request.KeepExisting && policies.GetValueOrDefault(layer) == BatchNormPolicy.FrozenAffine ? BatchNormPolicy.FrozenAffine : request.BatchNorm ?? BatchNormPolicy.Frozen;
            policies[layer] = policy;
            if (policy is BatchNormPolicy.FrozenStatistics or BatchNormPolicy.Train)
                frozen.ExceptWith(parameters);
        }
    }

    private static ImmutableDictionary<string, string> Rules(FreezeState state, FreezeRequest request, IReadOnlySet<string> selected, HashSet<string> frozen) =>
        frozen.ToImmutableDictionary(name => name, name =>
        {
            var existing = state.Rules.GetValueOrDefault(name);
            return !request.Unfreeze && selected.Contains(name) && !(request.KeepExisting && existing is not null) ? request.Rule : existing ?? FreezeState.ByScript;
        });

    private static ImmutableHashSet<string> DropoutOff(ModelOutline model, FreezeState state, FreezeRequest request, IReadOnlySet<string> selected, bool statesWholePlan)
    {
        var dropout = model.Layers.Where(layer => layer.IsDropout && selected.Contains(layer.Name)).Select(layer => layer.Name);
        var off = statesWholePlan ? [] : state.DropoutOff;
        return request is { Dropout: DropoutPolicy.Off, Unfreeze: false } ? off.Union(dropout)
            : request.Dropout is null && !request.Unfreeze ? off : off.Except(dropout);
    }

    private static FreezePlan Describe(ModelOutline model, string rule, FreezeState after, IReadOnlySet<string> settled, IReadOnlyList<string> surprises)
    {
        var frozen = after.Rules.Keys.ToHashSet();
        var tensors = model.Parameters.Where(parameter => parameter.AliasOf is null).ToList();
        var frozenCount = tensors.Where(parameter => frozen.Contains(parameter.Name)).Sum(parameter => parameter.Count);
        return new FreezePlan(
            rule,
            after,
            [.. model.Parameters.Where(parameter => frozen.Contains(parameter.Name) && parameter.Trainable)],
            [.. model.Parameters.Where(parameter => !frozen.Contains(parameter.Name) && !parameter.Trainable)],
            frozenCount,
            tensors.Sum(parameter => parameter.Count) - frozenCount,
            settled,
            [.. surprises, .. FreezeWarnings.Find(model, frozen, after)]);
    }

    private static void RequireInitialized(FreezePlan plan, FreezeRequest request)
    {
        var random = plan.Freeze.Where(parameter => parameter.Provenance == Provenance.Initialized).Select(parameter => parameter.Name).ToList();
        if (random.Count == 0 || request.AllowUninitialized)
            return;
        var shown = NameList.Shorten(random);
        throw new FreezeException(ErrorCode.LayerNotInitialized, random[0],
            $"{shown} would be frozen, but {(random.Count == 1 ? "holds" : "hold")} random values: never loaded, never trained.",
            "Load weights with Import-TorchModel -Weights, leave these layers out with -Except, or freeze them all the same with -AllowUninitialized.");
    }
}
