namespace Freeze;

/// <summary>All there is to know of one parameter. Choices are text, so that JSON and CSV can be read.</summary>
public sealed record ParameterRow
{
    /// <summary>Full dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>The layer that owns it; empty for the root.</summary>
    public required string Layer { get; init; }

    /// <summary>The layer's PyTorch class name.</summary>
    public required string LayerType { get; init; }

    /// <summary>The size of each dimension.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Elements.</summary>
    public required long Count { get; init; }

    /// <summary>Size in memory, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>PyTorch's name of the data type.</summary>
    public required string DataType { get; init; }

    /// <summary>Where it lies.</summary>
    public required string Device { get; init; }

    /// <summary>Whether it takes gradients.</summary>
    public required bool Trainable { get; init; }

    /// <summary>Trainable or Frozen.</summary>
    public string State => Trainable ? nameof(TrainingState.Trainable) : nameof(TrainingState.Frozen);

    /// <summary>The request that froze it; null where it trains.</summary>
    public string? Rule { get; init; }

    /// <summary>Its optimizer group; null without an optimizer.</summary>
    public string? Group { get; init; }

    /// <summary>The group's algorithm.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The group's present learning rate; null where nothing is stepped.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The group's momentum, where its algorithm has one.</summary>
    public double? Momentum { get; init; }

    /// <summary>The group's weight decay.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>The policy of the normalisation layer that owns it, where that layer counts as frozen.</summary>
    public string? BatchNorm { get; init; }

    /// <summary>Where its values come from.</summary>
    public required string Provenance { get; init; }

    /// <summary>The first name of the same tensor, where it has several.</summary>
    public string? AliasOf { get; init; }

    /// <summary>Mean of its elements, with -Statistics.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of its elements (n - 1), with -Statistics.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Smallest element, with -Statistics.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest element, with -Statistics.</summary>
    public double? Maximum { get; init; }

    /// <summary>Euclidean norm, with -Statistics.</summary>
    public double? Norm { get; init; }

    /// <summary>Euclidean norm of the gradient of the last step, with -Statistics; null without a gradient.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Euclidean norm of the change since the reference, relative to the reference's norm, with -Since; null where unknown.</summary>
    public double? Drift { get; init; }

    /// <summary>Whether every bit equals the reference, with -Since; null where the reference has no such tensor.</summary>
    public bool? Intact { get; init; }

    /// <summary>The name, so that a row can be used where a name is wanted.</summary>
    public override string ToString() => Name;
}
