using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>A tensor that belongs to a model and is not trained, such as a running mean.</summary>
/// <param name="Name">Full dotted name.</param>
/// <param name="Value">The live tensor.</param>
public sealed record NamedBuffer(string Name, Tensor Value);
