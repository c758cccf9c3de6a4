using TorchSharp.Modules;

namespace Freeze.Models;

/// <summary>One parameter of a model, with what the model knows of its history.</summary>
public sealed class ModelParameter
{
    internal ModelParameter(string name, string layer, Parameter value, Provenance provenance, string? aliasOf = null) =>
        (Name, Layer, Value, Provenance, AliasOf, Shape, Count) = (name, layer, value, provenance, aliasOf, value.shape, value.numel());

    /// <summary>Full dotted name.</summary>
    public string Name { get; }

    /// <summary>The module that owns it; empty for the root.</summary>
    public string Layer { get; }

    /// <summary>The live parameter.</summary>
    public Parameter Value { get; }

    /// <summary>Elements.</summary>
    public long Count { get; }

    /// <summary>The first name of the same tensor, where it has several; null for that name itself.</summary>
    public string? AliasOf { get; }

    /// <summary>The size of each dimension when the parameter was first seen.</summary>
    internal long[] Shape { get; }

    /// <summary>Where its present values come from.</summary>
    public Provenance Provenance { get; internal set; }

    /// <summary>Whether it takes gradients now.</summary>
    public bool Trainable => Value.requires_grad;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
