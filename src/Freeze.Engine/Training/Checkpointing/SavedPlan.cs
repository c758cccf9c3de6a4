using System.Collections.Immutable;
using Freeze.Freezing;

namespace Freeze.Training.Checkpointing;

/// <summary>A freeze plan as a run's files hold it.</summary>
internal sealed record SavedPlan
{
    /// <summary>The rule that froze each frozen parameter.</summary>
    public required IReadOnlyDictionary<string, string> Frozen { get; init; }

    /// <summary>The policies of normalisation layers that count as frozen.</summary>
    public required IReadOnlyDictionary<string, BatchNormPolicy> BatchNorm { get; init; }

    /// <summary>Dropout layers that are off in training.</summary>
    public required IReadOnlyList<string> DropoutOff { get; init; }

    /// <summary>The plan that a model has, by its flags, whoever set them.</summary>
    public static FreezeState InForce(TorchModel model) => model.Freezing.With(model.Outline().Parameters);

    /// <summary>Writes down a plan.</summary>
    public static SavedPlan Of(FreezeState state) => new()
    {
        Frozen = state.Rules.ToImmutableSortedDictionary(StringComparer.Ordinal),
        BatchNorm = state.Policies.ToImmutableSortedDictionary(StringComparer.Ordinal),
        DropoutOff = [.. state.DropoutOff.Order(StringComparer.Ordinal)],
    };

    /// <summary>The plan itself.</summary>
    public FreezeState ToState() => new(Frozen.ToImmutableDictionary(), BatchNorm.ToImmutableDictionary(), [.. DropoutOff]);

    /// <summary>Whether two plans freeze the same, by whatever rules.</summary>
    public static bool FreezeAlike(FreezeState one, FreezeState other) =>
        one.Rules.Keys.ToHashSet().SetEquals(other.Rules.Keys) && one.DropoutOff.SetEquals(other.DropoutOff)
        && one.Policies.Count == other.Policies.Count && one.Policies.All(pair => other.Policies.TryGetValue(pair.Key, out var policy) && policy == pair.Value);

    /// <summary>The plan in facts, for telling a person what differs.</summary>
    /// <param name="state">The plan.</param>
    /// <param name="of">Whose, for a run of several models, as in " of the generator".</param>
    public static ResumeContract Describe(FreezeState state, string of = "") => new ResumeContract()
        .State($"what is frozen{of}", state.Rules.Keys.Order(StringComparer.Ordinal))
        .State($"policies of frozen normalisation layers{of}", state.Policies.Select(pair => $"{pair.Key} = {pair.Value}").Order(StringComparer.Ordinal))
        .State($"dropout that is off{of}", state.DropoutOff.Order(StringComparer.Ordinal));
}
