namespace Freeze;

/// <summary>Record of one epoch of fine-tuning.</summary>
public sealed record EpochRecord
{
    /// <summary>Identifier of the run: eight hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>Number of the epoch, starting at 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss over the epoch's samples, measured as they were trained on.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Mean loss over the validation data after the epoch; null without validation data.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of validation samples classified correctly, 0 to 1; null without validation data or classes.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Requested metrics, by name.</summary>
    public NamedValues Metrics { get; init; } = [];

    /// <summary>Learning rate of each group in the last step of the epoch.</summary>
    public required NamedValues LearningRates { get; init; }

    /// <summary>Duration of the epoch, including validation.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Number of training samples per second, not counting validation.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Number of trainable elements in the epoch.</summary>
    public required long TrainableCount { get; init; }

    /// <summary>True if everything frozen equals the start of the epoch, bit for bit; null with -SkipFrozenProof.</summary>
    public bool? FrozenIntact { get; init; }

    /// <summary>State of the feature cache in the epoch: Off, Filling or Hit.</summary>
    public string FeatureCache { get; init; } = nameof(FeatureCacheState.Off);

    /// <summary>Path of the checkpoint written after the epoch; null if there is none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>True if this epoch is the best so far, by validation loss, or by training loss without validation data.</summary>
    public bool IsBest { get; init; }

    /// <summary>Loss of every step.</summary>
    public required double[] StepLosses { get; init; }
}
