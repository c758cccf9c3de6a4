namespace Freeze.Freezing;

/// <summary>What a user asked of Set-LayerFreeze.</summary>
public sealed record FreezeRequest
{
    /// <summary>How the layers are named.</summary>
    public required FreezeSelection Selection { get; init; }

    /// <summary>Patterns over layers and parameters: what to freeze, or with TrainOnly what trains; for Through exactly one.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Patterns that take layers out of the selection again.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>How many stages, with <see cref="FreezeSelection.First"/>.</summary>
    public int StageCount { get; init; }

    /// <summary>Whether the selection becomes trainable instead of frozen.</summary>
    public bool Unfreeze { get; init; }

    /// <summary>What normalisation layers in the selection do; Frozen where null.</summary>
    public BatchNormPolicy? BatchNorm { get; init; }

    /// <summary>What dropout in the selection does; Keep where null.</summary>
    public DropoutPolicy? Dropout { get; init; }

    /// <summary>Whether random weights may be frozen.</summary>
    public bool AllowUninitialized { get; init; }

    /// <summary>Whether what is frozen already keeps its rule, and its policy where that trains nothing. Schedules ask so: they come and go over the user's plan.</summary>
    public bool KeepExisting { get; init; }

    /// <summary>Where the request comes from, when it is not Set-LayerFreeze; null for that.</summary>
    public string? Origin { get; init; }

    /// <summary>The request as its author would write it; what reports show as the rule.</summary>
    public string Rule => Origin ?? (Selection switch
    {
        FreezeSelection.Named => $"-Name {string.Join(", ", Patterns)}",
        FreezeSelection.TrainOnly => $"-TrainOnly {string.Join(", ", Patterns)}",
        FreezeSelection.Through => $"-Through {Patterns[0]}",
        FreezeSelection.First => $"-First {StageCount}",
        _ => "-All",
    }) + (Except.Count == 0 ? "" : $" -Except {string.Join(", ", Except)}");
}
