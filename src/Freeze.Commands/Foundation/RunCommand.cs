using System.Collections;
using System.Management.Automation;
using Freeze.Training;

namespace Freeze.Commands;

/// <summary>What every command that trains takes.</summary>
public abstract class RunCommand : PassCommand
{
    /// <summary>Passes over the data.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int Epochs { get; set; } = 1;

    /// <summary>How the learning rates go: None (as they are), Constant, Step, MultiStep, Exponential, Cosine, CosineWarmRestarts, OneCycle, Linear, Polynomial,
    /// ReduceOnPlateau, or a script block { param($step, $total) factor } that gives the factor on every group's rate.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public object? Schedule { get; set; }

    /// <summary>The schedule's options by PyTorch's argument names, and interval = 'epoch' or 'step'.</summary>
    [Parameter]
    public Hashtable? ScheduleOption { get; set; }

    /// <summary>Epochs, or parts of one, in which the rates rise linearly before the schedule begins.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double WarmupEpochs { get; set; }

    /// <summary>Batches whose gradients are added up for one step; their mean is what counts.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int AccumulationSteps { get; set; } = 1;

    /// <summary>Scales all gradients together so that their norm is at most this.</summary>
    [Parameter]
    public double? ClipNorm { get; set; }

    /// <summary>The p of that norm: 1, 2, or [double]::PositiveInfinity for the greatest element.</summary>
    [Parameter]
    [PSDefaultValue(Value = 2)]
    public double ClipNormType { get; set; } = 2;

    /// <summary>Limits every element of every gradient to this, above and below.</summary>
    [Parameter]
    public double? ClipValue { get; set; }

    /// <summary>A folder to keep the run in: last.safetensors, the state after the last epoch, and best.safetensors, that after the best one. It is made where it is not there.</summary>
    [Parameter]
    public string? CheckpointPath { get; set; }

    /// <summary>Epochs from one checkpoint to the next. The last epoch always has one, and a better state than all before is kept at once.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int CheckpointEvery { get; set; } = 1;

    /// <summary>Goes on with the run in -CheckpointPath, with the same numbers as if it had never been interrupted; without one there it begins. A run that has ended only puts its final weights back.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Begins a new run in the place of one that is in -CheckpointPath. The old one stays until the new one's first state is written.
    /// Where the data's classes are not the model's, Start-FineTune takes labels by their numbers, with a warning.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>With -Resume: goes on although the data is not what the run was begun with, and warns of what is other. What counts are names, lengths and contents of the files and
    /// how they are prepared (of more than 256 MB, parts of 1,000 files), not where they lie or when they were written.</summary>
    [Parameter]
    public SwitchParameter AllowOtherData { get; set; }

    /// <summary>The folder for TensorBoard's event files: each run gets a folder there, named by its RunId, with loss, accuracy, metrics, learning rates and gradient
    /// norms, and the table epochs.csv. Point tensorboard --logdir at it. It is created where it does not exist.</summary>
    [Parameter]
    public string? LogPath { get; set; }

    /// <summary>What convolutions and matrix products compute in: float32, or bfloat16, which takes about half the time on processors that have it.</summary>
    [Parameter]
    [PSDefaultValue(Value = "float32")]
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>Uses only algorithms that give the same bits every time, until the run ends; what has none is an error.</summary>
    [Parameter]
    public SwitchParameter Deterministic { get; set; }

    /// <summary>Leaves out the proof that frozen tensors did not move; FrozenIntact is null then.</summary>
    [Parameter]
    public SwitchParameter SkipFrozenProof { get; set; }

    /// <summary>Puts the parameters of every run into the options of one.</summary>
    /// <param name="options">The options of the run's own kind.</param>
    protected T Complete<T>(T options)
        where T : RunOptions
    {
        RunOptions common = options;
        return (T)(common with
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            DropLast = DropLast,
            Shuffle = !NoShuffle,
            Schedule = ScheduleFunctions.NameOf(Schedule),
            ScheduleFunction = ScheduleFunctions.Of(Schedule),
            ScheduleText = ScheduleFunctions.TextOf(Schedule),
            ScheduleOption = ScheduleOption is null ? null : Plain.Table(ScheduleOption),
            WarmupEpochs = WarmupEpochs,
            AccumulationSteps = AccumulationSteps,
            ClipNorm = ClipNorm,
            ClipNormType = ClipNormType,
            ClipValue = ClipValue,
            Seed = GivenSeed,
            CheckpointPath = CheckpointPath is null ? null : UserPaths.ToFull(this, CheckpointPath),
            CheckpointEvery = CheckpointEvery,
            Resume = Resume,
            Force = Force,
            AllowOtherData = AllowOtherData,
            LogPath = LogPath is null ? null : UserPaths.ToFull(this, LogPath),
            Precision = Precision,
            Deterministic = Deterministic,
            FrozenProof = !SkipFrozenProof,
            Cancellation = Cancellation,
        });
    }

    /// <summary>Takes a run's steps: shows progress, warns, and writes each epoch's record as it comes.</summary>
    /// <param name="steps">The steps, pulled one by one; however this ends, the run is told and cleans up.</param>
    /// <param name="activity">What goes on.</param>
    protected void Follow(IEnumerable<IRunProgress> steps, string activity)
    {
        using var progress = new StepProgress(this, activity);
        try
        {
            foreach (var step in steps)
            {
                if (progress.IsDue)
                    progress.Show(step.Progress, step.Status);
                foreach (var warning in step.Warnings)
                    WriteWarning(warning);
                foreach (var remark in step.Remarks)
                    WriteVerbose(remark);
                if (step.Record is { } record)
                    WriteObject(record);
                if (Cancellation.IsCancellationRequested)
                    return;
            }
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // Stopping is no error.
        }
    }
}
