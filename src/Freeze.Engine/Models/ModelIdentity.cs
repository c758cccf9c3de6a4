using Freeze.Models.TorchScript.Tracing;
using Freeze.Networks;

namespace Freeze.Models;

/// <summary>What a model was built as; enough to build another of the same kind.</summary>
/// <param name="Name">A short name for people.</param>
/// <param name="Architecture">The registry's name; null for other modules.</param>
/// <param name="Options">How the architecture was built.</param>
/// <param name="ClassCount">Outputs of the classifier; null where unknown.</param>
/// <param name="Head">The classifier's dotted name; null where unknown.</param>
/// <param name="Layers">The layer specifications of a model that New-TorchModel built; null for others.</param>
internal sealed record ModelIdentity(string Name, string? Architecture, ArchitectureOptions Options, int? ClassCount, string? Head, IReadOnlyList<string>? Layers = null)
{
    /// <summary>Class names of layers, where the modules themselves cannot tell them (TorchScript).</summary>
    public IReadOnlyDictionary<string, string>? LayerTypes { get; init; }

    /// <summary>Code of a TorchScript module; null for other modules, and where it could not be read.</summary>
    public ScriptProgram? Program { get; init; }
}
