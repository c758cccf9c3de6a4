using TorchSharp.Modules;

namespace Freeze.Models;

/// <summary>One parameter of a model, with its provenance.</summary>
public sealed class ModelParameter
{
    internal ModelParameter(string name, string layer, Parameter value, Provenance provenance, string? aliasOf = null) =>
        (Name, Layer, Value, Provenance, AliasOf, Shape, Count) = (name, layer, value, provenance, aliasOf, value.shape, value.numel());

    /// <summary>Full dotted name.</summary>
    public string Name { get; }

    /// <summary>Full dotted name of the module that owns the parameter; empty for the root.</summary>
    public string Layer { get; }

    /// <summary>Live torch parameter.</summary>
    public Parameter Value { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>First name of the same tensor, if it has several; null for that name itself.</summary>
    public string? AliasOf { get; }

    /// <summary>The size of each dimension when the parameter was first seen.</summary>
    internal long[] Shape { get; }

    /// <summary>Origin of the current values.</summary>
    public Provenance Provenance { get; internal set; }

    /// <summary>True if the parameter currently takes gradients.</summary>
    public bool Trainable => Value.requires_grad;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
