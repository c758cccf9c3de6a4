namespace Freeze;

/// <summary>A model in one line.</summary>
public sealed record ParameterTotal
{
    /// <summary>Elements of all parameters.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>Elements that train.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>Elements that do not.</summary>
    public required long FrozenParameters { get; init; }

    /// <summary>Share that trains, in per cent.</summary>
    public required double TrainablePercent { get; init; }

    /// <summary>Size of all parameters in memory, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Multiply-add operations of the forward pass for one sample; null where unknown.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>What a training step costs under this freeze plan, as a share of the step with nothing frozen; null where unknown.</summary>
    public double? StepCost { get; init; }
}
