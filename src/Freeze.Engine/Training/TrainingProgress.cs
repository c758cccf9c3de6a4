using System.Globalization;
using Freeze.Optimization;

namespace Freeze.Training;

/// <summary>One step of a run, as the loop yields it.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="EpochCount">Epochs of the run.</param>
/// <param name="Batch">From 1 within the epoch.</param>
/// <param name="BatchCount">Batches of the epoch.</param>
/// <param name="Loss">The batch's loss; not a number where it counts as nothing.</param>
/// <param name="SamplesPerSecond">Since the epoch began.</param>
/// <param name="Record">The epoch's record, with its last step; else null.</param>
/// <param name="Warnings">What the user should know, mostly none.</param>
public sealed record TrainingProgress(
    int Epoch,
    int EpochCount,
    int Batch,
    int BatchCount,
    double Loss,
    double SamplesPerSecond,
    EpochRecord? Record,
    IReadOnlyList<string> Warnings) : IRunProgress
{
    /// <summary>How large each group's gradients were, before clipping; empty where the batch only added to those of others.</summary>
    public IReadOnlyList<GroupGradient> Gradients { get; init; } = [];

    /// <summary>Remarks about decisions on the way, for the verbose stream.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Batches that are evaluated before the epoch ends; 0 without validation data.</summary>
    public int ValidationBatches { get; init; }

    /// <summary>Share of the whole run that is done, 0 to 1.</summary>
    public double Progress => (Epoch - 1 + (Record is null ? EpochShare.Of(Batch, BatchCount, 0, ValidationBatches) : 1)) / EpochCount;

    /// <inheritdoc/>
    public string Status => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch} of {EpochCount}, batch {Batch} of {BatchCount}, {LossText}, {SamplesPerSecond:N0} samples/s");

    private string LossText => double.IsNaN(Loss) ? "no loss" : string.Create(CultureInfo.InvariantCulture, $"loss {Loss:F4}");

    /// <inheritdoc/>
    object? IRunProgress.Record => Record;
}
