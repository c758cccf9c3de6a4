namespace Freeze;

/// <summary>Difference of one parameter or buffer between two models or files.</summary>
public sealed record TensorDifference
{
    /// <summary>Full dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>Largest absolute difference of two elements; null if the two cannot be compared.</summary>
    public double? MaxAbsoluteDifference { get; init; }

    /// <summary>Euclidean norm of the difference, relative to the reference's norm; absolute if that is zero; null if the two cannot be compared.</summary>
    public double? RelativeNorm { get; init; }

    /// <summary>True if data type, shape and every bit are the same.</summary>
    public required bool Equal { get; init; }

    /// <summary>Reason why the two cannot be equal: only one side has the tensor, or shape or data type differ; null otherwise.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
