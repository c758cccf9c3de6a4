using Freeze.Training.Checkpointing;

namespace Freeze.Training.Adversarial;

/// <summary>The options of an adversarial run that have to be the same for a saved run to go on in the same numbers.</summary>
internal static class AdversarialOptionFacts
{
    /// <summary>States the options of an adversarial run.</summary>
    public static ResumeContract StateAdversarial(this ResumeContract facts, AdversarialOptions options) => facts
        .StateOptions(options)
        .StateSchedule(options.ForDiscriminator(), " of the discriminator")
        .State("latent size", options.LatentSize)
        .State("loss", options.Loss)
        .State("label smoothing", options.LabelSmoothing)
        .State("gradient penalty", options.GradientPenalty)
        .State("weight clip", options.WeightClip)
        .State("discriminator steps", options.DiscriminatorSteps)
        .State("generator steps", options.GeneratorSteps)
        .State("freezing the discriminator", options.FreezeDiscriminator)
        .State("statistics of a frozen network", options.PhaseStatistics);
}
