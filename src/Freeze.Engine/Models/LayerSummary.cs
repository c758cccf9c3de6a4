namespace Freeze;

/// <summary>One layer of a model, as a person wants to see it.</summary>
/// <param name="Name">Full dotted name.</param>
/// <param name="Type">PyTorch's class name.</param>
/// <param name="ParameterCount">Elements of all parameters in it, its children's included.</param>
/// <param name="State">Trainable, Frozen or Partial.</param>
public sealed record LayerSummary(string Name, string Type, long ParameterCount, string State)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
