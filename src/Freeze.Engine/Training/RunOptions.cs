using System.Collections;
using Freeze.Tensors;

namespace Freeze.Training;

/// <summary>What every kind of run has: how often and in which order the data passes, how the steps are taken, what is proved.</summary>
public abstract record RunOptions
{
    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Samples a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>Whether samples come in a new order each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Seed of the sample order, dropout and augmentation; null for one drawn at random.</summary>
    public long? Seed { get; init; }

    /// <summary>The name of a learning-rate schedule; null or None for constant rates.</summary>
    public string? Schedule { get; init; }

    /// <summary>A schedule of the user's own: the factor on each group's rate, from the position (from 0) and the number of positions; null for none.</summary>
    public Func<long, long, double>? ScheduleFunction { get; init; }

    /// <summary>What a schedule of the user's own looks like, to tell one from another; null where nobody can say.</summary>
    public string? ScheduleText { get; init; }

    /// <summary>The schedule's options by PyTorch's argument names, and <c>interval</c>; null for its defaults.</summary>
    public IDictionary? ScheduleOption { get; init; }

    /// <summary>Epochs, or parts of one, in which the rates rise linearly before the schedule begins.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Batches whose gradients make one step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>The greatest norm of all gradients together; null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The p of that norm; infinity for the greatest element.</summary>
    public double ClipNormType { get; init; } = 2;

    /// <summary>The greatest value of any element of a gradient; null for no limit.</summary>
    public double? ClipValue { get; init; }

    /// <summary>What convolutions and matrix products compute in.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Whether only algorithms are used, until the run ends, that give the same bits every time.</summary>
    public bool Deterministic { get; init; }

    /// <summary>The folder, by its full path, in which the run is kept; null for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Epochs from one checkpoint to the next; the last epoch always has one.</summary>
    public int CheckpointEvery { get; init; } = 1;

    /// <summary>Whether a run in the folder goes on.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether a run in the folder is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Lets a run in the folder go on with other data than it was begun with.</summary>
    public bool AllowOtherData { get; init; }

    /// <summary>The folder in which runs write down their numbers; null for none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Whether frozen tensors are fingerprinted and compared each epoch.</summary>
    public bool FrozenProof { get; init; } = true;

    /// <summary>Ends the run within a batch, also while it evaluates.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Batches of an epoch.</summary>
    internal int BatchesOf(TorchDataset data) => CeilingDivision.Batches(data.Count, BatchSize, DropLast);
}
