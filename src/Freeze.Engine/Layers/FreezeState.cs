using System.Collections.Immutable;

namespace Freeze.Layers;

/// <summary>What a model has been told about freezing, beyond the flags on its parameters.</summary>
/// <param name="Rules">For each frozen parameter the rule that froze it.</param>
/// <param name="Policies">For each normalisation layer that counts as frozen its policy.</param>
/// <param name="DropoutOff">Dropout layers that are off during training.</param>
public sealed record FreezeState(
    ImmutableDictionary<string, string> Rules,
    ImmutableDictionary<string, BatchNormPolicy> Policies,
    ImmutableHashSet<string> DropoutOff)
{
    /// <summary>Nothing frozen.</summary>
    public static FreezeState Empty { get; } = new(
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, BatchNormPolicy>.Empty, []);

    /// <summary>Whether a normalisation layer uses its stored statistics and leaves them alone.</summary>
    public bool KeepsStoredStatistics(string layer) =>
        Policies.TryGetValue(layer, out var policy) && policy is BatchNormPolicy.Frozen or BatchNormPolicy.FrozenStatistics;
}
