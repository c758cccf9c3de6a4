namespace Freeze;

/// <summary>What one epoch of adversarial training did.</summary>
public sealed record AdversarialRecord
{
    /// <summary>The run it belongs to: eight hexadecimal digits.</summary>
    public required string RunId { get; init; }

    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The generator's mean loss over its steps.</summary>
    public required double GeneratorLoss { get; init; }

    /// <summary>The discriminator's mean loss over the epoch's samples; with -FreezeDiscriminator what it would have been.</summary>
    public required double DiscriminatorLoss { get; init; }

    /// <summary>The discriminator's mean verdict on real samples, before its step: a probability for the loss Standard, else its output.</summary>
    public required double RealScore { get; init; }

    /// <summary>Its mean verdict on generated samples.</summary>
    public required double FakeScore { get; init; }

    /// <summary>Whether every weight and statistic of the generator stayed as it was, bit for bit, while the discriminator learned; null with -SkipFrozenProof.</summary>
    public bool? GeneratorIntact { get; init; }

    /// <summary>Whether every weight and statistic of the discriminator stayed as it was, bit for bit, while the generator learned; null with -SkipFrozenProof.</summary>
    public bool? DiscriminatorIntact { get; init; }

    /// <summary>The learning rate of each group in its last step, as generator.group and discriminator.group.</summary>
    public required NamedValues LearningRates { get; init; }

    /// <summary>Time for the epoch.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Real samples a second.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The generator's elements that trained.</summary>
    public required long GeneratorTrainableCount { get; init; }

    /// <summary>The discriminator's elements that trained.</summary>
    public required long DiscriminatorTrainableCount { get; init; }

    /// <summary>The checkpoint written after the epoch; null without.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>The picture of samples written after the epoch; null without.</summary>
    public string? SamplePath { get; init; }

    /// <summary>The loss of every step of the generator.</summary>
    public required double[] GeneratorStepLosses { get; init; }

    /// <summary>The loss of every step of the discriminator.</summary>
    public required double[] DiscriminatorStepLosses { get; init; }
}
