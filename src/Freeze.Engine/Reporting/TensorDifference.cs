namespace Freeze;

/// <summary>How one parameter or buffer differs between two models or files.</summary>
public sealed record TensorDifference
{
    /// <summary>Full dotted name.</summary>
    public required string Name { get; init; }

    /// <summary>The largest difference of two elements; null where the two cannot be compared.</summary>
    public double? MaxAbsoluteDifference { get; init; }

    /// <summary>Euclidean norm of the difference, relative to the reference's norm; absolute where that is zero; null where the two cannot be compared.</summary>
    public double? RelativeNorm { get; init; }

    /// <summary>Whether data type, shape and every bit are the same.</summary>
    public required bool Equal { get; init; }

    /// <summary>Why the two cannot be equal at all: only one side has the tensor, or shape or data type differ; else null.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
