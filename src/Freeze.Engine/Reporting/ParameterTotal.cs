namespace Freeze;

/// <summary>Parameter counts and training cost of a whole model.</summary>
public sealed record ParameterTotal
{
    /// <summary>Number of elements in all parameters.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>Number of trainable elements.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>Number of frozen elements.</summary>
    public required long FrozenParameters { get; init; }

    /// <summary>Share of trainable elements, in percent.</summary>
    public required double TrainablePercent { get; init; }

    /// <summary>Size of all parameters in memory, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Multiply-add operations of the forward pass for one sample; null if unknown.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>Cost of a training step under this freeze plan, as a share of the step with nothing frozen; null if unknown.</summary>
    public double? StepCost { get; init; }
}
