namespace Freeze;

/// <summary>Record of one epoch of adversarial training.</summary>
public sealed record AdversarialRecord
{
    /// <summary>Identifier of the run: eight hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>Number of the epoch, starting at 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss of the generator over its steps.</summary>
    public required double GeneratorLoss { get; init; }

    /// <summary>Mean loss of the discriminator over the epoch's samples; with -FreezeDiscriminator, the loss that it would have had.</summary>
    public required double DiscriminatorLoss { get; init; }

    /// <summary>Mean score of real samples by the discriminator, before its step: a probability for the loss Standard, its output otherwise.</summary>
    public required double RealScore { get; init; }

    /// <summary>Mean score of generated samples by the discriminator, in the same unit as RealScore.</summary>
    public required double FakeScore { get; init; }

    /// <summary>True if every weight and statistic of the generator stayed the same, bit for bit, while the discriminator learned; null with
    /// -SkipFrozenProof.</summary>
    public bool? GeneratorIntact { get; init; }

    /// <summary>True if every weight and statistic of the discriminator stayed the same, bit for bit, while the generator learned; null with
    /// -SkipFrozenProof.</summary>
    public bool? DiscriminatorIntact { get; init; }

    /// <summary>Learning rate of each group in its last step, named generator.group and discriminator.group.</summary>
    public required NamedValues LearningRates { get; init; }

    /// <summary>Duration of the epoch.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Number of real samples per second.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Number of trainable elements in the generator.</summary>
    public required long GeneratorTrainableCount { get; init; }

    /// <summary>Number of trainable elements in the discriminator.</summary>
    public required long DiscriminatorTrainableCount { get; init; }

    /// <summary>Path of the checkpoint written after the epoch; null if there is none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Path of the sample image written after the epoch; null if there is none.</summary>
    public string? SamplePath { get; init; }

    /// <summary>Loss of every generator step.</summary>
    public required double[] GeneratorStepLosses { get; init; }

    /// <summary>Loss of every discriminator step.</summary>
    public required double[] DiscriminatorStepLosses { get; init; }
}
