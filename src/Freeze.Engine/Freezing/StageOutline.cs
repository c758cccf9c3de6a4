namespace Freeze.Freezing;

/// <summary>One step of a model's forward pass.</summary>
/// <param name="Name">The stage's name.</param>
/// <param name="Layers">The root's children and root parameters that belong to it.</param>
public sealed record StageOutline(string Name, IReadOnlyList<string> Layers);
