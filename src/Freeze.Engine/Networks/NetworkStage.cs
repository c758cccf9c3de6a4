using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>One step of a network's forward pass.</summary>
/// <param name="Name">The stage's name: its one layer's, or that of its first with weights.</param>
/// <param name="Layers">The names of the layers (or root parameters) that belong to it.</param>
/// <param name="Forward">Runs it.</param>
public sealed record NetworkStage(string Name, IReadOnlyList<string> Layers, Func<Tensor, Tensor> Forward)
{
    /// <summary>
    /// The same in two parts: what comes before its layers, without weights and the same in training, and the layers; null where it begins with them.
    /// </summary>
    internal (Func<Tensor, Tensor> Entry, Func<Tensor, Tensor> Body)? Parts { get; private init; }

    /// <summary>A stage that begins with something that has no weights, such as pooling: with everything before it frozen, that is done once as well.</summary>
    /// <param name="name">The stage's name.</param>
    /// <param name="layers">The names of its layers.</param>
    /// <param name="entry">What comes first.</param>
    /// <param name="body">The layers.</param>
    internal static NetworkStage Entered(string name, IReadOnlyList<string> layers, Func<Tensor, Tensor> entry, Func<Tensor, Tensor> body) =>
        new(name, layers, input => body(entry(input))) { Parts = (entry, body) };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
