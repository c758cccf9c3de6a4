namespace Freeze.Freezing;

/// <summary>One module, without its tensors.</summary>
/// <param name="Name">Full dotted name.</param>
/// <param name="Type">PyTorch's class name.</param>
/// <param name="KeepsStatistics">Whether it normalises and keeps statistics.</param>
/// <param name="IsDropout">Whether it is dropout of any kind.</param>
public sealed record LayerOutline(string Name, string Type, bool KeepsStatistics, bool IsDropout);
