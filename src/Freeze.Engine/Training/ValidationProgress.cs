using System.Globalization;

namespace Freeze.Training;

/// <summary>One batch of the validation data that was evaluated, as an epoch ends.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="EpochCount">Epochs of the run.</param>
/// <param name="TrainingBatches">Batches that the epoch trained on.</param>
/// <param name="Batch">From 1 within the validation data.</param>
/// <param name="BatchCount">Batches of the validation data.</param>
/// <param name="SamplesPerSecond">Since the evaluation began.</param>
internal sealed record ValidationProgress(int Epoch, int EpochCount, int TrainingBatches, int Batch, int BatchCount, double SamplesPerSecond) : IRunProgress
{
    /// <inheritdoc/>
    public double Progress => (Epoch - 1 + EpochShare.Of(TrainingBatches, TrainingBatches, Batch, BatchCount)) / EpochCount;

    /// <inheritdoc/>
    public string Status => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch} of {EpochCount}, validating, batch {Batch} of {BatchCount}, {SamplesPerSecond:N0} samples/s");

    /// <inheritdoc/>
    public object? Record => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];
}
