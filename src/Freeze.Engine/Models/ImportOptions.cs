using Freeze.Networks;

namespace Freeze.Models;

/// <summary>Options for building a model and loading its weights.</summary>
public sealed record ImportOptions
{
    /// <summary>Options of the architecture.</summary>
    public ArchitectureOptions Build { get; init; } = new();

    /// <summary>Weight files to load; later files override earlier ones.</summary>
    public IReadOnlyList<string> Weights { get; init; } = [];

    /// <summary>True to reinitialize the head even if the weights have one of the same size.</summary>
    public bool ResetHead { get; init; }

    /// <summary>True to skip weights that do not fit instead of failing.</summary>
    public bool AllowMismatch { get; init; }

    /// <summary>Seed of the initial weights; null for the process's random state.</summary>
    public long? Seed { get; init; }

    /// <summary>Device of the tensors.</summary>
    public string? Device { get; init; }

    /// <summary>Data type of the parameters by PyTorch's name; null for float32.</summary>
    public string? DataType { get; init; }
}
