namespace Freeze.Freezing;

/// <summary>One parameter, without its tensor.</summary>
/// <param name="Name">Full dotted name.</param>
/// <param name="Layer">The module that owns it; empty for the root.</param>
/// <param name="Count">Elements.</param>
/// <param name="Trainable">Whether it takes gradients now.</param>
/// <param name="Provenance">Where its values come from.</param>
/// <param name="AliasOf">The first name of the same tensor, where it has several; null for that name itself.</param>
public sealed record ParameterOutline(string Name, string Layer, long Count, bool Trainable, Provenance Provenance, string? AliasOf = null)
{
    /// <summary>The tensor behind the name: the same text for all names that share one.</summary>
    public string Tensor => AliasOf ?? Name;
}
