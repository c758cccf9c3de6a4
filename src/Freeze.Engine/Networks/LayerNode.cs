using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Networks;

/// <summary>One module of a model, with what it owns itself (not what its children own).</summary>
/// <param name="Name">Full dotted name; empty for the root.</param>
/// <param name="Type">PyTorch's class name, such as Conv2d.</param>
/// <param name="Depth">0 for the root.</param>
/// <param name="Module">The live module.</param>
/// <param name="Parameters">Its own parameters, by full name.</param>
/// <param name="Buffers">Its own buffers, by full name.</param>
public sealed record LayerNode(
    string Name,
    string Type,
    int Depth,
    nn.Module Module,
    IReadOnlyList<NamedParameter> Parameters,
    IReadOnlyList<NamedBuffer> Buffers)
{
    /// <summary>True for a layer that normalizes and keeps statistics of what it saw (BatchNorm of any dimension, InstanceNorm with tracking).</summary>
    /// <remarks>Told by the buffer and not by the class, so it holds inside TorchScript too.</remarks>
    public bool KeepsStatistics => Buffers.Any(buffer => buffer.Name.EndsWith("running_mean", StringComparison.Ordinal));

    /// <summary>Whether it is dropout of any kind.</summary>
    public bool IsDropout => Type.Contains("Dropout", StringComparison.Ordinal) || Type is "StochasticDepth" or "DropPath";
}
