namespace Freeze.Layers;

/// <summary>One parameter, without its tensor.</summary>
/// <param name="Name">Full dotted name.</param>
/// <param name="Layer">The module that owns it; empty for the root.</param>
/// <param name="Count">Elements.</param>
/// <param name="Trainable">Whether it takes gradients now.</param>
/// <param name="Provenance">Where its values come from.</param>
public sealed record ParameterOutline(string Name, string Layer, long Count, bool Trainable, Provenance Provenance);
