using System.Globalization;
using System.Management.Automation;
using Freeze.Freezing;
using Freeze.Training;

namespace Freeze.Commands;

/// <summary>Trains what is not frozen, and returns a record as each epoch ends.</summary>
/// <remarks>
/// <para>Every epoch, all frozen parameters and statistics are compared with what they were at its start, bit for bit; FrozenIntact says so, and a
/// difference is the error FrozenChanged. Ctrl-C, or Select-Object -First further down the pipeline, ends the run after the present step and leaves
/// the model usable.</para>
/// <para>Labels are matched to the model's classes by name, and those of -Validation to those of -Data: data may have fewer classes, or have them in another
/// order. A head that was drawn
/// afresh takes the names of the data's classes. Classes that the model does not have are the error ClassMismatch; -Force takes labels by their numbers then,
/// and the model has
/// the data's names where there are as many. Where one side has no names, labels are taken by number, with a warning if there are as many classes, and else
/// with that error.
/// Data that is prepared otherwise than the model's Input says, or -Validation otherwise than -Data, is warned of: Import-TorchDataset -Like prepares it
/// alike.</para>
/// <para>-FreezeEpochs and -UnfreezeSchedule change what is frozen as epochs begin, always by the epoch's number alone. The optimizer hears of it:
/// what is frozen loses its state, what is freed is in its group and at its place in the schedule already. The plan of the last epoch stays; a run that is
/// stopped or fails before its end leaves the plan that it began with, so that the same command can begin again.</para>
/// <para>One run at a time trains a model: to another one, and to whatever uses it from another thread, it is ModelBusy meanwhile. Its own pipeline may
/// evaluate it, or train it with another optimizer, between two epochs. Separate models train side by side, in Start-ThreadJob or ForEach-Object -Parallel,
/// and give with -Seed what they give alone.</para>
/// <para>A second run on the same optimizer keeps its state; learning rates start again at their initial values, and epochs at 1. Initial values are those of
/// New-GroupedOptimizer, or what was set since: $optimizer.Groups[0].LearningRate = 0.05. The result of Find-LearningRate through the pipeline trains its optimizer
/// with the rates that it suggests.</para>
/// <para>With -CheckpointPath the run is kept in a folder: weights, optimizer state, schedule, random state, freeze plan and records, in last.safetensors
/// and best.safetensors, which Import-TorchModel -Path reads too. A state is written beside its place, flushed to the disk and renamed, carries a checksum,
/// and the one before stays, so that a process can be killed at any moment. -Resume goes on after the last epoch that was kept, also in another process and
/// with a model imported anew, whose weights do not matter; what the epochs before emitted is not emitted again. The numbers are those of a run that was never interrupted.</para>
/// <para>For that, model, groups, freeze plan, data and options have to be the same; otherwise the error CheckpointMismatch says what differs. -Seed may be
/// left out then; -CheckpointEvery, -LogPath, -Metric and -SkipFrozenProof may change. -Epochs may be greater than before where the schedule has given
/// the same rates so far as it would have with that many: always without one, and with Step, MultiStep, Exponential, CosineWarmRestarts, ReduceOnPlateau and others that do not
/// stretch over the run, but not with Cosine or OneCycle unless -ScheduleOption fixes T_max or total_steps. -Patience may be greater.</para>
/// <para>A run whose loss, gradients, weights or statistics become infinite or not a number ends with the error LossNotFinite. The model then holds its last finite
/// state, and the error says which: a step that overflows is undone, and so is one after which there is no loss, where a copy was taken because rates, gradients or
/// the data type gave reason to. The next run on that model warns that it begins there.</para>
/// <para>-Precision bfloat16 has convolutions and matrix products computed in bfloat16, in validation as in training, as PyTorch's autocast does; weights, gradients, the
/// optimizer and the loss stay float32, and Test-TorchModel always computes in float32. It takes about half the time on processors with bfloat16 instructions, and is slower
/// on others and where the processor's cores are busy with something else. Where this libtorch does not offer it, a warning says so and the run computes in float32.</para>
/// <para>Where everything is frozen from the model's beginning up to some layer, that part runs apart: without gradients, with stored statistics, with
/// normalisation folded into convolutions. What it gives for a sample is kept where that saves time, and later epochs and evaluations read it instead of
/// computing it again, to the same bits; FeatureCache of each record says Filling, Hit or Off. Dropout that is on in a frozen layer ends the part in front
/// of it (Set-LayerFreeze -Dropout Off); augmented samples are kept with -CacheViews. In a module of your own a layer counts as frozen only where trying it
/// shows that it gives a sample the same each time, whatever comes with it; one with a hook never does. -Verbose says where the frozen part ends, and why.
/// Files of data are not looked at again once their features are kept, so leave them alone while a run lasts.</para>
/// </remarks>
/// <example>
///   <summary>Fine-tune the last block and the head</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly layer4, fc -PassThru | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 | Start-FineTune -Data $data -Epochs 2</code>
///   <para>Two records come out, one as each epoch ends.</para>
/// </example>
/// <example>
///   <summary>Keep the records and look at the last one</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $optimizer = $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05
/// $records = Start-FineTune -Optimizer $optimizer -Data $data -BatchSize 64 -Seed 1
/// $records[-1] | Format-List *</code>
///   <para>With -Seed, two runs on one machine give the same bits.</para>
/// </example>
/// <example>
///   <summary>Unfreeze one stage an epoch, from the head down</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 | Start-FineTune -Data $data -Epochs 3 -UnfreezeSchedule Gradual | Format-Table Epoch, TrainableCount</code>
///   <para>Epoch 1 trains fc, epoch 2 layer4 too, epoch 3 layer3 too.</para>
/// </example>
/// <example>
///   <summary>Stop when it gets no better, and keep the best weights</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $train, $test = $data | Split-TorchDataset -Ratio 0.8, 0.2 -Seed 1 -Stratify
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05 | Start-FineTune -Data $train -Validation $test -Epochs 20 -Patience 2 -Metric F1</code>
///   <para>Each record carries the F1 score; IsBest marks the epoch whose weights the model ends with.</para>
/// </example>
/// <example>
///   <summary>Keep the run, and go on with it after an interruption</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $optimizer = $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05
/// $run = @{ Data = $data; Epochs = 3; CheckpointPath = 'examples/output/run' }
/// $optimizer | Start-FineTune @run -Force | Select-Object -First 1
/// $optimizer | Start-FineTune @run -Resume | Format-Table Epoch, TrainLoss, CheckpointPath</code>
///   <para>The second command emits epochs 2 and 3. A script whose run may be interrupted always gives -Resume: without anything to go on with, the run begins.</para>
/// </example>
/// <example>
///   <summary>A schedule, and gradients that are clipped</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly layer4, fc -PassThru | New-GroupedOptimizer -LearningRate 0.02 -Momentum 0.9 |
///     Start-FineTune -Data $data -Epochs 4 -Schedule Cosine -WarmupEpochs 0.5 -ClipNorm 1</code>
///   <para>Every group keeps its own base rate; the schedule multiplies it.</para>
/// </example>
/// <example>
///   <summary>Write numbers for TensorBoard, and a chart at the end</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly layer4, fc -PassThru | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 |
///     Start-FineTune -Data $data -Epochs 2 -LogPath examples/output/logs | Export-TrainingChart examples/output/run.svg -Force</code>
///   <para>tensorboard --logdir examples/output/logs shows loss, rates and gradient norms as they come; epochs.csv in the run's folder has a row an epoch.</para>
/// </example>
/// <example>
///   <summary>Train the head on augmented images, the frozen layers running four times for each image</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 320 -Augment HorizontalFlip
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05 | Start-FineTune -Data $data -Epochs 8 -CacheViews 4 | Format-Table Epoch, TrainLoss, FeatureCache</code>
///   <para>Epochs 1 to 4 compute a view of each image, epochs 5 to 8 read them. -FeatureCache Off gives the same numbers.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "FineTune", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByOptimizer)]
[OutputType(typeof(EpochRecord))]
public sealed class StartFineTuneCommand : RunCommand
{
    private const string ByOptimizer = "Optimizer", BySweep = "Sweep";

    /// <summary>The optimizer, which knows its model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByOptimizer)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>Result of Find-LearningRate, from the pipeline: its optimizer is trained, with the suggested learning rates as the base rates of its groups. Without a
    /// suggestion that is the error OptionInvalid.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySweep)]
    public LearningRateSweep Sweep { get; set; } = null!;

    /// <summary>What to evaluate on after each epoch.</summary>
    [Parameter]
    public TorchDataset? Validation { get; set; }

    /// <summary>What training makes small. CrossEntropy and NegativeLogLikelihood take class labels, the others values.</summary>
    [Parameter]
    [PSDefaultValue(Value = "CrossEntropy")]
    public LossKind Loss { get; set; } = LossKind.CrossEntropy;

    /// <summary>Share of each target that is spread over all classes, 0 to 1; CrossEntropy only.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double LabelSmoothing { get; set; }

    /// <summary>A weight for each class, in the order of the model's outputs, 0 or more. A batch whose samples all have the weight 0 counts as nothing: no step, no loss.
    /// The losses of records are means weighted so over all samples, whatever the size of batches.</summary>
    [Parameter]
    public double[]? ClassWeight { get; set; }

    /// <summary>Metrics of the validation data, by name: Accuracy, BalancedAccuracy, TopK, Precision, Recall, F1, CohenKappa, MatthewsCorrelation for classes;
    /// MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError, R2 for values. The records carry them as Metrics.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    public string[] Metric { get; set; } = [];

    /// <summary>Ends the run after this many epochs in a row without a better validation loss (training loss without -Validation); the model then holds the best
    /// epoch's weights, as it does when the run ends in another way.</summary>
    [Parameter]
    public int Patience { get; set; }

    /// <summary>In how many epochs, from the first on, only the head trains; then the plan that Set-LayerFreeze made holds.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int FreezeEpochs { get; set; }

    /// <summary>What becomes trainable later: layers by the epoch from which they train, as in @{ 3 = 'layer4'; 5 = 'layer3' }, frozen until then;
    /// or the word Gradual, which trains the last stage in epoch 1, the last two in epoch 2, and so on. With -FreezeEpochs too, nothing is freed before they are over.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(UnfreezeCompleter))]
    public object? UnfreezeSchedule { get; set; }

    /// <summary>Where the output of the frozen layers is kept, so that they run once for each sample and not in every epoch: Auto (in memory, past -FeatureCacheLimit
    /// in a temporary file, and only where that saves time), Memory, Disk, Off. It changes no number; -Verbose tells what was decided, and why.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Auto")]
    public FeatureCacheMode FeatureCache { get; set; } = FeatureCacheMode.Auto;

    /// <summary>Bytes of memory that this may take, such as 2GB; a quarter of what is free by default.</summary>
    [Parameter]
    public long? FeatureCacheLimit { get; set; }

    /// <summary>How many augmented views of each sample there are: epoch e takes view (e - 1) modulo this, so that later epochs can be read from the cache.
    /// 0, the default, varies the samples anew in every epoch.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int CacheViews { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var optimizer = ParameterSetName == BySweep ? Sweep.Optimizer! : Optimizer;
        var model = optimizer.Model;
        if (!ShouldProcess(model.Name, string.Create(CultureInfo.InvariantCulture, $"train {model.TrainableCount:N0} of {model.ParameterCount:N0} parameters for {Epochs} epoch{(Epochs == 1 ? "" : "s")} on {Data.Count:N0} samples")))
            return;
        if (ParameterSetName == BySweep)
            Sweep.Apply();
        var run = new FineTuneRun(optimizer, Data, Validation, Complete(new FineTuneOptions
        {
            Loss = Loss,
            LabelSmoothing = LabelSmoothing,
            ClassWeight = ClassWeight,
            Metrics = Metric,
            Patience = MyInvocation.BoundParameters.ContainsKey(nameof(Patience)) ? Patience : null,
            FreezeEpochs = FreezeEpochs,
            FeatureCache = FeatureCache,
            FeatureCacheLimit = FeatureCacheLimit,
            CacheViews = CacheViews,
            Unfreeze = UnfreezeSchedule is null ? null : UnfreezeStages.Parse(Plain.Of(UnfreezeSchedule)!),
        }));
        Follow(run.Run(), $"Fine-tuning {model.Name}");
    }
}
