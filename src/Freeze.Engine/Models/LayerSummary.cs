namespace Freeze;

/// <summary>Summary of one layer of a model.</summary>
/// <param name="Name">Full dotted name.</param>
/// <param name="Type">PyTorch class name of the layer.</param>
/// <param name="ParameterCount">Number of elements in all parameters of the layer, including its children.</param>
/// <param name="State">State of the layer: Trainable, Frozen or Partial.</param>
public sealed record LayerSummary(string Name, string Type, long ParameterCount, string State)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
