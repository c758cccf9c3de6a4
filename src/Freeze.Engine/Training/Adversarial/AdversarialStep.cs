using System.Globalization;

namespace Freeze.Training;

/// <summary>One step of one of the two networks, as the loop yields it.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="EpochCount">Epochs of the run.</param>
/// <param name="Learner">The network that learned.</param>
/// <param name="Batch">Batches of real samples that have been taken in the epoch.</param>
/// <param name="BatchCount">Batches of the epoch.</param>
/// <param name="Loss">The step's loss.</param>
/// <param name="SamplesPerSecond">Real samples, since the epoch began.</param>
/// <param name="Record">The epoch's record, with its last step; else null.</param>
/// <param name="Warnings">What the user should know, mostly none.</param>
public sealed record AdversarialStep(
    int Epoch,
    int EpochCount,
    AdversarialRole Learner,
    int Batch,
    int BatchCount,
    double Loss,
    double SamplesPerSecond,
    AdversarialRecord? Record,
    IReadOnlyList<string> Warnings) : IRunStep
{
    /// <summary>Share of the whole run that is done, 0 to 1.</summary>
    public double Progress => BatchCount == 0 ? 1 : (Epoch - 1 + (double)Batch / BatchCount) / EpochCount;

    /// <inheritdoc/>
    public string Status => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch} of {EpochCount}, batch {Batch} of {BatchCount}, {Learner}'s loss {Loss:F4}, {SamplesPerSecond:N0} samples/s");

    /// <inheritdoc/>
    object? IRunStep.Record => Record;
}
