namespace Freeze.Freezing;

/// <summary>What a freeze request would do; nothing has happened yet.</summary>
/// <param name="Rule">The request as its author would write it.</param>
/// <param name="State">The state afterwards.</param>
/// <param name="Freeze">Parameters that become frozen, in PyTorch's order.</param>
/// <param name="Unfreeze">Parameters that become trainable, in PyTorch's order.</param>
/// <param name="FrozenCount">Elements frozen afterwards.</param>
/// <param name="TrainableCount">Elements trainable afterwards.</param>
/// <param name="Settled">Every name that the request decided on, changed or not.</param>
/// <param name="Warnings">What the user should know.</param>
public sealed record FreezePlan(
    string Rule,
    FreezeState State,
    IReadOnlyList<ParameterOutline> Freeze,
    IReadOnlyList<ParameterOutline> Unfreeze,
    long FrozenCount,
    long TrainableCount,
    IReadOnlySet<string> Settled,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Whether anything would be another way than before, policies included.</summary>
    /// <param name="before">The state before.</param>
    public bool Changes(FreezeState before) => Freeze.Count + Unfreeze.Count > 0 || !State.SameAs(before);

    /// <summary>One sentence: what would change.</summary>
    public string Summary => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"freeze {Count(Freeze):N0} and unfreeze {Count(Unfreeze):N0} parameters ({Rule}); then {FrozenCount:N0} are frozen and {TrainableCount:N0} train");

    /// <summary>What would change, a line each: parameters, policies of normalisation layers, dropout.</summary>
    /// <param name="before">The state before.</param>
    public IEnumerable<string> Details(FreezeState before)
    {
        foreach (var parameter in Freeze)
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"freeze {parameter.Name} ({parameter.Count:N0}), by {State.Rules[parameter.Name]}");
        foreach (var parameter in Unfreeze)
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unfreeze {parameter.Name} ({parameter.Count:N0})");
        foreach (var layer in State.Policies.Keys.Union(before.Policies.Keys).Order(StringComparer.Ordinal))
        {
            var (was, becomes) = (PolicyOf(before, layer), PolicyOf(State, layer));
            if (was != becomes)
                yield return becomes is null ? $"{layer}: no longer counts as frozen" : $"{layer}: counts as frozen, policy {becomes}";
        }

        foreach (var layer in State.DropoutOff.Except(before.DropoutOff).Order(StringComparer.Ordinal))
            yield return $"{layer}: off in training";
        foreach (var layer in before.DropoutOff.Except(State.DropoutOff).Order(StringComparer.Ordinal))
            yield return $"{layer}: drops in training again";
    }

    private static BatchNormPolicy? PolicyOf(FreezeState state, string layer) => state.Policies.TryGetValue(layer, out var policy) ? policy : null;

    // A tensor with several names is one tensor.
    private static long Count(IEnumerable<ParameterOutline> parameters) => parameters.DistinctBy(parameter => parameter.Tensor).Sum(parameter => parameter.Count);
}
