using System.Collections;
using System.Management.Automation;
using Freeze.Training;

namespace Freeze.Commands;

/// <summary>Parameters of every training run.</summary>
public abstract class RunCommand : PassCommand
{
    /// <summary>Number of passes over the data.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int Epochs { get; set; } = 1;

    /// <summary>Learning-rate schedule: None (constant rates, the default), Constant, Step, MultiStep, Exponential, Cosine, CosineWarmRestarts, OneCycle,
    /// Linear, Polynomial, ReduceOnPlateau, or a script block { param($step, $total) factor } that returns the factor on the rate of every group.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public object? Schedule { get; set; }

    /// <summary>Options of the schedule by PyTorch's argument names, and interval = 'epoch' or 'step'.</summary>
    [Parameter]
    public Hashtable? ScheduleOption { get; set; }

    /// <summary>Number of epochs, or fraction of one, in which the rates rise linearly before the schedule starts.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double WarmupEpochs { get; set; }

    /// <summary>Number of batches whose gradients are accumulated for one optimizer step; the step uses their mean.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int AccumulationSteps { get; set; } = 1;

    /// <summary>Maximum norm of all gradients together; larger gradients are scaled down.</summary>
    [Parameter]
    public double? ClipNorm { get; set; }

    /// <summary>Order p of the norm for -ClipNorm: 1, 2, or [double]::PositiveInfinity for the largest element.</summary>
    [Parameter]
    [PSDefaultValue(Value = 2)]
    public double ClipNormType { get; set; } = 2;

    /// <summary>Maximum absolute value of every gradient element; larger ones are clipped.</summary>
    [Parameter]
    public double? ClipValue { get; set; }

    /// <summary>Folder to save the run in: last.safetensors holds the state after the last epoch, best.safetensors the state after the best one. It is
    /// created if it does not exist.</summary>
    [Parameter]
    public string? CheckpointPath { get; set; }

    /// <summary>Number of epochs between checkpoints. The last epoch always has one, and a new best state is saved at once.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1)]
    public int CheckpointEvery { get; set; } = 1;

    /// <summary>Resumes the run in -CheckpointPath, with the same numbers as if it had never been interrupted; if there is none, a new run starts. For a
    /// finished run, only its final weights are restored.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Starts a new run in place of the one in -CheckpointPath. The old one stays until the first state of the new one is written. If the classes of
    /// the data are not those of the model, Start-FineTune matches labels by number, with a warning.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>With -Resume: continues even if the data differs from what the run started with, and warns of the differences. Compared are names, lengths
    /// and contents of the files and how they are prepared (of more than 256 MB, parts of 1,000 files), not their location or the time they were
    /// written.</summary>
    [Parameter]
    public SwitchParameter AllowOtherData { get; set; }

    /// <summary>Folder for TensorBoard event files. Each run gets a subfolder named by its RunId, with loss, accuracy, metrics, learning rates and gradient
    /// norms, and the table epochs.csv. View it with tensorboard --logdir. The folder is created if it does not exist.</summary>
    [Parameter]
    public string? LogPath { get; set; }

    /// <summary>Data type in which convolutions and matrix products are computed: float32, or bfloat16, which takes about half the time on processors that
    /// support it.</summary>
    [Parameter]
    [PSDefaultValue(Value = "float32")]
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>Allows only algorithms that give the same bits every time, until the run ends; an operation without one is an error.</summary>
    [Parameter]
    public SwitchParameter Deterministic { get; set; }

    /// <summary>Skips the check that frozen tensors did not change; FrozenIntact is then null.</summary>
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
