namespace Freeze;

/// <summary>What became of saved optimizer state.</summary>
public sealed record OptimizerStateReport
{
    /// <summary>The file it came from; null where it came from memory.</summary>
    public string? Path { get; init; }

    /// <summary>Parameters that go on from their saved state.</summary>
    public required IReadOnlyList<string> Carried { get; init; }

    /// <summary>Trainable parameters that nothing fitting was saved of; they begin anew.</summary>
    public required IReadOnlyList<string> Fresh { get; init; }

    /// <summary>Parameters whose saved state was not taken over.</summary>
    public required IReadOnlyList<string> Dropped { get; init; }

    /// <summary>Why, for each that was dropped.</summary>
    public required IReadOnlyDictionary<string, string> Reasons { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Carried.Count} carried, {Fresh.Count} fresh, {Dropped.Count} dropped";
}
