using TorchSharp.Modules;

namespace Freeze.Tensors;

/// <summary>A parameter and its full dotted name.</summary>
/// <param name="Name">Full dotted name, as PyTorch's named_parameters gives it.</param>
/// <param name="Value">The live parameter.</param>
public sealed record NamedParameter(string Name, Parameter Value);
