using System.Collections;

namespace Freeze.Training.Adversarial;

/// <summary>How an adversarial run goes.</summary>
public sealed record AdversarialOptions : RunOptions
{
    /// <summary>Elements of the noise that the generator takes.</summary>
    public required int LatentSize { get; init; }

    /// <summary>What the two play for.</summary>
    public AdversarialLossKind Loss { get; init; } = AdversarialLossKind.Standard;

    /// <summary>How far below 1 the discriminator's target for real samples lies; that for others stays 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The weight of the penalty on slopes other than 1 between real samples and others (Gulrajani et al. 2017); 0 for none.</summary>
    public double GradientPenalty { get; init; }

    /// <summary>The greatest element, above and below, that any trainable weight of the discriminator may have after a step; null for no limit.</summary>
    public double? WeightClip { get; init; }

    /// <summary>Steps of the discriminator, each on a batch of its own, before the generator's turn.</summary>
    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>Steps of the generator before the discriminator's turn.</summary>
    public int GeneratorSteps { get; init; } = 1;

    /// <summary>Whether the discriminator stays as it is for the whole run.</summary>
    public bool FreezeDiscriminator { get; init; }

    /// <summary>What a network normalises with while the other one learns.</summary>
    public PhaseStatistics PhaseStatistics { get; init; } = PhaseStatistics.Batch;

    /// <summary>The discriminator's schedule, where it has another than the generator; null for the same.</summary>
    public string? DiscriminatorSchedule { get; init; }

    /// <summary>A schedule of the user's own for the discriminator; null for none.</summary>
    public Func<long, long, double>? DiscriminatorScheduleFunction { get; init; }

    /// <summary>What that looks like, to tell one from another; null where nobody can say.</summary>
    public string? DiscriminatorScheduleText { get; init; }

    /// <summary>The options of the discriminator's own schedule.</summary>
    public IDictionary? DiscriminatorScheduleOption { get; init; }

    /// <summary>Where a picture of samples is written after each epoch: a folder, or a .png whose name is extended by the epoch; null for nowhere.</summary>
    public string? SamplePath { get; init; }

    /// <summary>Whether the network whose turn it is not is frozen. Without, everything takes gradients all the time, and the numbers are the same: tests and benchmarks compare the two.</summary>
    internal bool FreezePhases { get; init; } = true;

    /// <summary>The options as they are for the discriminator's optimizer.</summary>
    internal AdversarialOptions ForDiscriminator() => DiscriminatorSchedule is null && DiscriminatorScheduleFunction is null ? this
        : this with { Schedule = DiscriminatorSchedule, ScheduleFunction = DiscriminatorScheduleFunction, ScheduleText = DiscriminatorScheduleText, ScheduleOption = DiscriminatorScheduleOption };
}
