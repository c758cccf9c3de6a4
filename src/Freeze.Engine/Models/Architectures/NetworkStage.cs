using static TorchSharp.torch;

namespace Freeze.Models.Architectures;

/// <summary>One step of a network's forward pass.</summary>
/// <param name="Name">The stage's name: its one layer's, or that of its first with weights.</param>
/// <param name="Layers">The names of the layers (or root parameters) that belong to it.</param>
/// <param name="Forward">Runs it.</param>
public sealed record NetworkStage(string Name, IReadOnlyList<string> Layers, Func<Tensor, Tensor> Forward)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
