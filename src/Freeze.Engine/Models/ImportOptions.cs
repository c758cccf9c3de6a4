using Freeze.Networks;

namespace Freeze.Models;

/// <summary>What to build and what to load into it.</summary>
public sealed record ImportOptions
{
    /// <summary>How the architecture is built.</summary>
    public ArchitectureOptions Build { get; init; } = new();

    /// <summary>Weight files, laid over each other: later ones win.</summary>
    public IReadOnlyList<string> Weights { get; init; } = [];

    /// <summary>Whether the head is drawn afresh although the weights have one of the same size.</summary>
    public bool ResetHead { get; init; }

    /// <summary>Whether what does not fit is left out instead of refused.</summary>
    public bool AllowMismatch { get; init; }

    /// <summary>Seed of the initial weights; null for the process's random state.</summary>
    public long? Seed { get; init; }

    /// <summary>Where the tensors are to lie.</summary>
    public string? Device { get; init; }

    /// <summary>PyTorch's name of the parameters' data type; null for float32.</summary>
    public string? DataType { get; init; }
}
