using System.Globalization;

namespace Freeze.Training.Adversarial;

/// <summary>One step of one of the two networks, as the loop yields it.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="EpochCount">Epochs of the run.</param>
/// <param name="Learner">The network that learned.</param>
/// <param name="Number">From 1 within the epoch, steps of both networks counted.</param>
/// <param name="StepCount">Steps of the epoch.</param>
/// <param name="Loss">The step's loss.</param>
/// <param name="SamplesPerSecond">Real samples, since the epoch began.</param>
/// <param name="Record">The epoch's record, with its last step; else null.</param>
/// <param name="Warnings">What the user should know, mostly none.</param>
public sealed record AdversarialProgress(
    int Epoch,
    int EpochCount,
    AdversarialRole Learner,
    int Number,
    int StepCount,
    double Loss,
    double SamplesPerSecond,
    AdversarialRecord? Record,
    IReadOnlyList<string> Warnings) : IRunProgress
{
    /// <summary>Share of the whole run that is done, 0 to 1.</summary>
    public double Progress => (Epoch - 1 + (double)Number / StepCount) / EpochCount;

    /// <inheritdoc/>
    public string Status => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch} of {EpochCount}, step {Number} of {StepCount}, {Learner}'s loss {Loss:F4}, {SamplesPerSecond:N0} samples/s");

    /// <inheritdoc/>
    object? IRunProgress.Record => Record;
}
