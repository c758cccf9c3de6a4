namespace Freeze.Layers;

/// <summary>What a freeze request would do; nothing has happened yet.</summary>
/// <param name="Rule">The request as its author would write it.</param>
/// <param name="State">The state afterwards.</param>
/// <param name="Freeze">Parameters that become frozen, in PyTorch's order.</param>
/// <param name="Unfreeze">Parameters that become trainable, in PyTorch's order.</param>
/// <param name="FrozenCount">Elements frozen afterwards.</param>
/// <param name="TrainableCount">Elements trainable afterwards.</param>
/// <param name="Warnings">What the user should know.</param>
public sealed record FreezePlan(
    string Rule,
    FreezeState State,
    IReadOnlyList<ParameterOutline> Freeze,
    IReadOnlyList<ParameterOutline> Unfreeze,
    long FrozenCount,
    long TrainableCount,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Elements whose flag would change.</summary>
    public long ChangedCount => Freeze.Sum(parameter => parameter.Count) + Unfreeze.Sum(parameter => parameter.Count);

    /// <summary>One sentence: what would change.</summary>
    public string Summary => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"freeze {Freeze.Sum(parameter => parameter.Count):N0} and unfreeze {Unfreeze.Sum(parameter => parameter.Count):N0} parameters ({Rule}); then {FrozenCount:N0} are frozen and {TrainableCount:N0} train");
}
