using TorchSharp;

namespace Freeze;

/// <summary>What a model makes of one sample.</summary>
public sealed record Prediction
{
    /// <summary>The image's path, or the sample's place among those given, from 0.</summary>
    public required object Source { get; init; }

    /// <summary>The most probable class: its name, or its number where names are unknown; null where the model has no classes.</summary>
    public string? Label { get; init; }

    /// <summary>How probable that class is, 0 to 1; null where the model has no classes.</summary>
    public double? Probability { get; init; }

    /// <summary>The probability of every class, in their order; the values themselves where the model has no classes; empty where its output is no row of values but <see cref="Output"/>.</summary>
    public required double[] Scores { get; init; }

    /// <summary>The most probable classes, the best first, as many as -TopK asks for.</summary>
    public IReadOnlyList<ClassProbability> Top { get; init; } = [];

    /// <summary>An output that is no row of values: an image, a map. Float32, without the batch's dimension; whoever takes it disposes of it. Else null.</summary>
    public torch.Tensor? Output { get; init; }
}
