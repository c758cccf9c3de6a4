namespace Freeze.Layers;

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
    /// <summary>Elements whose flag would change.</summary>
    public long ChangedCount => Count(Freeze) + Count(Unfreeze);

    /// <summary>Whether anything would be another way than before, policies included.</summary>
    /// <param name="before">The state before.</param>
    public bool Changes(FreezeState before) => Freeze.Count + Unfreeze.Count > 0 || !State.SameAs(before);

    /// <summary>One sentence: what would change.</summary>
    public string Summary => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"freeze {Count(Freeze):N0} and unfreeze {Count(Unfreeze):N0} parameters ({Rule}); then {FrozenCount:N0} are frozen and {TrainableCount:N0} train");

    // A tensor with several names is one tensor.
    private static long Count(IEnumerable<ParameterOutline> parameters) => parameters.DistinctBy(parameter => parameter.Tensor).Sum(parameter => parameter.Count);
}
