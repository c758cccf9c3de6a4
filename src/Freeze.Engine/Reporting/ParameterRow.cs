namespace Freeze;

/// <summary>Report row of one parameter. Choices are text, so that JSON and CSV are readable.</summary>
public sealed record ParameterRow
{
    /// <summary>Full dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>Full dotted name of the layer that owns the parameter; empty for the root.</summary>
    public required string Layer { get; init; }

    /// <summary>PyTorch class name of the layer.</summary>
    public required string LayerType { get; init; }

    /// <summary>Size of each dimension.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Number of elements.</summary>
    public required long Count { get; init; }

    /// <summary>Size in memory, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Data type by PyTorch's name.</summary>
    public required string DataType { get; init; }

    /// <summary>Device that holds the parameter.</summary>
    public required string Device { get; init; }

    /// <summary>True if the parameter takes gradients.</summary>
    public required bool Trainable { get; init; }

    /// <summary>State of the parameter: Trainable or Frozen.</summary>
    public string State => Trainable ? nameof(TrainingState.Trainable) : nameof(TrainingState.Frozen);

    /// <summary>Request that froze the parameter; null if it is trainable.</summary>
    public string? Rule { get; init; }

    /// <summary>Optimizer group of the parameter; null without an optimizer.</summary>
    public string? Group { get; init; }

    /// <summary>Optimization algorithm of the group.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Current learning rate of the group; null if the parameter is not stepped.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Momentum of the group, if its algorithm has one.</summary>
    public double? Momentum { get; init; }

    /// <summary>Weight decay of the group.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Policy of the normalization layer that owns the parameter, if that layer counts as frozen.</summary>
    public string? BatchNorm { get; init; }

    /// <summary>Origin of the values.</summary>
    public required string Provenance { get; init; }

    /// <summary>First name of the same tensor, if it has several.</summary>
    public string? AliasOf { get; init; }

    /// <summary>Mean of the elements, with -Statistics.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of the elements (n - 1), with -Statistics.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Smallest element, with -Statistics.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest element, with -Statistics.</summary>
    public double? Maximum { get; init; }

    /// <summary>Euclidean norm, with -Statistics.</summary>
    public double? Norm { get; init; }

    /// <summary>Euclidean norm of the gradient of the last step, with -Statistics; null without a gradient.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Euclidean norm of the change since the reference, relative to the reference's norm, with -Since; null if unknown.</summary>
    public double? Drift { get; init; }

    /// <summary>True if every bit equals the reference, with -Since; null if the reference has no such tensor.</summary>
    public bool? Intact { get; init; }

    /// <summary>Name of the parameter, so that a row can be used as a name.</summary>
    public override string ToString() => Name;
}
