using Freeze.Training.Logging;

namespace Freeze.Training.Adversarial;

/// <summary>What of an adversarial run goes into its log, and under which tags.</summary>
/// <param name="log">The log.</param>
/// <param name="generator">The generator, for its rates and gradients.</param>
/// <param name="discriminator">The discriminator.</param>
internal sealed class AdversarialLog(RunLog log, AdversarialNetwork generator, AdversarialNetwork discriminator)
{
    /// <summary>Notes a step, while the optimizer's rates are still those of the step.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The step, with a warning where something of the log was lost.</returns>
    public AdversarialProgress Note(AdversarialProgress step)
    {
        if (log.TakesSteps)
        {
            var (network, role) = step.Learner == AdversarialRole.Generator ? (generator, "generator") : (discriminator, "discriminator");
            log.Step((step.Epoch - 1L) * step.StepCount + step.Number,
            [
                ($"loss/{role}_step", step.Loss),
                .. network.Optimizer.Groups.Where(group => group.TrainableCount > 0).Select(group => ($"learning_rate/{role}.{group.Name}", group.LearningRate)),
                .. network.Gradients.Where(gradient => gradient.Norm > 0).Select(gradient => ($"gradient_norm/{role}.{gradient.Group}", gradient.Norm)),
            ]);
        }

        if (step.Record is { } record)
        {
            log.Epoch(record.Epoch,
            [
                ("loss/generator", record.GeneratorLoss),
                ("loss/discriminator", record.DiscriminatorLoss),
                ("score/real", record.RealScore),
                ("score/fake", record.FakeScore),
                ("epoch/samples_per_second", record.SamplesPerSecond),
                ("epoch/seconds", record.Duration.TotalSeconds),
            ], record);
        }

        var warnings = log.TakeWarnings();
        return warnings.Count == 0 ? step : step with { Warnings = [.. step.Warnings, .. warnings] };
    }
}
