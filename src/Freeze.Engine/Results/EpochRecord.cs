namespace Freeze;

/// <summary>What one epoch of fine-tuning did.</summary>
public sealed record EpochRecord
{
    /// <summary>The run it belongs to: eight hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss over the epoch's samples, as they were trained on.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Mean loss over the validation data after the epoch; null without.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of validation samples classified right, 0 to 1; null without validation data or classes.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The metrics asked for, by name.</summary>
    public NamedValues Metrics { get; init; } = [];

    /// <summary>The learning rate of each group in the epoch's last step.</summary>
    public required NamedValues LearningRates { get; init; }

    /// <summary>Time for the epoch, validation included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Training samples a second, validation not included.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Elements that trained.</summary>
    public required long TrainableCount { get; init; }

    /// <summary>Whether everything frozen is bit-equal to the epoch's start; null with -SkipFrozenProof.</summary>
    public bool? FrozenIntact { get; init; }

    /// <summary>Off, Filling or Hit.</summary>
    public string FeatureCache { get; init; } = nameof(FeatureCacheState.Off);

    /// <summary>The checkpoint written after the epoch; null without.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Whether this epoch is the best so far, by validation loss; by training loss without validation data.</summary>
    public bool IsBest { get; init; }

    /// <summary>The loss of every step.</summary>
    public required double[] StepLosses { get; init; }
}
