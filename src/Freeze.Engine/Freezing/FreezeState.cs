using System.Collections.Immutable;

namespace Freeze.Freezing;

/// <summary>What a model has been told about freezing.</summary>
/// <param name="Rules">For each frozen parameter the rule that froze it.</param>
/// <param name="Policies">For each normalisation layer that counts as frozen its policy.</param>
/// <param name="DropoutOff">Dropout layers that are off during training.</param>
public sealed record FreezeState(
    ImmutableDictionary<string, string> Rules,
    ImmutableDictionary<string, BatchNormPolicy> Policies,
    ImmutableHashSet<string> DropoutOff)
{
    /// <summary>The rule of a parameter whose flag a script has set by itself.</summary>
    public const string ByScript = "requires_grad set by script";

    /// <summary>Nothing frozen.</summary>
    public static FreezeState Empty { get; } = new(
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, BatchNormPolicy>.Empty, []);

    /// <summary>Whether a normalisation layer uses its stored statistics and leaves them alone.</summary>
    public bool KeepsStoredStatistics(string layer) =>
        Policies.TryGetValue(layer, out var policy) && policy is BatchNormPolicy.Frozen or BatchNormPolicy.FrozenStatistics;

    /// <summary>The same state with rules for what is frozen in fact, whoever set the flags.</summary>
    public FreezeState With(IEnumerable<ParameterOutline> parameters) => this with
    {
        Rules = parameters.Where(parameter => !parameter.Trainable).ToImmutableDictionary(parameter => parameter.Name, parameter => Rules.GetValueOrDefault(parameter.Name, ByScript)),
    };

    /// <summary>Whether both freeze the same, by the same rules.</summary>
    public bool SameAs(FreezeState other) => ReferenceEquals(this, other)
        || (SamePairs(Rules, other.Rules) && SamePairs(Policies, other.Policies) && DropoutOff.SetEquals(other.DropoutOff));

    private static bool SamePairs<T>(ImmutableDictionary<string, T> one, ImmutableDictionary<string, T> two) =>
        one.Count == two.Count && one.All(pair => two.TryGetValue(pair.Key, out var value) && Equals(value, pair.Value));
}
