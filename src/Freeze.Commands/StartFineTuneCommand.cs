using System.Globalization;
using System.Management.Automation;
using Freeze.Freezing;
using Freeze.Training;

namespace Freeze.Commands;

/// <summary>Trains the layers that are not frozen, and returns one record per epoch.</summary>
/// <remarks>
/// <para>In every epoch, all frozen parameters and statistics are compared bit for bit with their values at the start of the epoch. FrozenIntact holds the
/// result, and a difference is the error FrozenChanged. Ctrl-C, or Select-Object -First further down the pipeline, ends the run after the current step and
/// leaves the model usable.</para>
/// <para>Labels of -Data are matched to the model's classes by name, and labels of -Validation to those of -Data: data may have fewer classes, or the same
/// ones in another order. A newly initialized head takes the class names of the data. Classes that the model does not have are the error ClassMismatch. With
/// -Force, labels are then matched by number, and the model takes the class names of the data if the number of classes is the same. If one side has no names,
/// labels are matched by number, with a warning if the number of classes is the same, and with that error otherwise.</para>
/// <para>Data that is prepared differently from the model's Input, or -Validation that is prepared differently from -Data, gives a warning.
/// Import-TorchDataset -Like prepares it the same way.</para>
/// <para>-FreezeEpochs and -UnfreezeSchedule change the frozen layers at the start of an epoch, by the epoch number alone. The optimizer follows: newly
/// frozen parameters lose their state, and unfrozen ones are already in their group and at its place in the schedule. The freeze plan of the last epoch
/// stays. A run that is stopped or fails earlier restores the plan that it started with, so the same command can be run again.</para>
/// <para>A model is trained by one run at a time. While it is in use by a run, another run, or any use from another thread, is the error ModelBusy. Between
/// two epochs, the run's own pipeline may evaluate the model, or train it with another optimizer. Separate models train in parallel, with Start-ThreadJob or
/// ForEach-Object -Parallel, and with -Seed they give the same results as alone.</para>
/// <para>A second run with the same optimizer keeps its state; learning rates start again at their initial values, and epochs at 1. Initial rates are those
/// of New-GroupedOptimizer, or those set since: $optimizer.Groups[0].LearningRate = 0.05. A result of Find-LearningRate from the pipeline trains its
/// optimizer with the suggested rates.</para>
/// <para>With -CheckpointPath, the run is saved in a folder: weights, optimizer state, schedule, random state, freeze plan and records, in last.safetensors
/// and best.safetensors, which Import-TorchModel -Path can also read. A state has a checksum, is written to a temporary file, flushed to disk and renamed,
/// and the previous state is kept, so the process can be killed at any moment.</para>
/// <para>-Resume continues after the last saved epoch, also in another process and with a newly imported model, whose weights do not matter. Records of
/// earlier epochs are not returned again. The numbers are those of a run that was never interrupted.</para>
/// <para>To resume, the model, groups, freeze plan, data and options must be the same; otherwise the error CheckpointMismatch says what differs. -Seed may be
/// left out; -CheckpointEvery, -LogPath, -Metric and -SkipFrozenProof may change. -Patience may be larger. -Epochs may be larger if the schedule would have
/// given the same rates so far with that number: always without a schedule, and with Step, MultiStep, Exponential, CosineWarmRestarts, ReduceOnPlateau and
/// others that do not stretch over the run, but not with Cosine or OneCycle unless -ScheduleOption sets T_max or total_steps.</para>
/// <para>A run whose loss, gradients, weights or statistics become infinite or NaN ends with the error LossNotFinite. The model then holds its last finite
/// state, and the error says which one. A step that overflows is undone. A step that leaves no finite loss is undone if a copy was taken, which happens when
/// rates, gradients or the data type give reason to. The next run on that model warns that it starts from this state.</para>
/// <para>-Precision bfloat16 computes convolutions and matrix products in bfloat16, in training and validation, as PyTorch's autocast does. Weights,
/// gradients, the optimizer and the loss stay float32, and Test-TorchModel always computes in float32. It takes about half the time on processors with
/// bfloat16 instructions. It is slower on other processors, and when their cores are busy with other work. If this libtorch does not support it, a warning
/// says so and the run computes in float32.</para>
/// <para>If everything from the input up to some layer is frozen, that part runs separately: without gradients, with stored statistics, and with
/// normalization fused into convolutions. Its output for each sample is cached if that saves time. Later epochs and evaluations read it instead of computing
/// it again, with the same bits; FeatureCache of each record is Filling, Hit or Off. Active dropout in a frozen layer ends this part before that layer (use
/// Set-LayerFreeze -Dropout Off); augmented samples are cached with -CacheViews.</para>
/// <para>In a torch module of your own, a layer counts as frozen only if a trial shows that it gives the same output for a sample each time, whatever else is
/// in the batch; a layer with a hook never counts. -Verbose says where the frozen part ends, and why. Data files are not read again once their features are
/// cached, so do not change them during a run.</para>
/// </remarks>
/// <example>
///   <summary>Fine-tune the last block and the head</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly layer4, fc -PassThru | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 |
///     Start-FineTune -Data $data -Epochs 2</code>
///   <para>Returns two records, one at the end of each epoch.</para>
/// </example>
/// <example>
///   <summary>Keep the records and look at the last one</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $optimizer = $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05
/// $records = Start-FineTune -Optimizer $optimizer -Data $data -BatchSize 64 -Seed 1
/// $records[-1] | Format-List *</code>
///   <para>With -Seed, two runs on one machine give the same bits.</para>
/// </example>
/// <example>
///   <summary>Unfreeze one stage per epoch, from the head down</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 | Start-FineTune -Data $data -Epochs 3 -UnfreezeSchedule Gradual |
///     Format-Table Epoch, TrainableCount</code>
///   <para>Epoch 1 trains fc, epoch 2 layer4 too, epoch 3 layer3 too.</para>
/// </example>
/// <example>
///   <summary>Stop early and keep the best weights</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $train, $test = $data | Split-TorchDataset -Ratio 0.8, 0.2 -Seed 1 -Stratify
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05 |
///     Start-FineTune -Data $train -Validation $test -Epochs 20 -Patience 2 -Metric F1</code>
///   <para>Each record has the F1 score; IsBest marks the epoch whose weights the model keeps.</para>
/// </example>
/// <example>
///   <summary>Save the run, and resume it after an interruption</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 320
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $optimizer = $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05
/// $run = @{ Data = $data; Epochs = 3; CheckpointPath = 'examples/output/run' }
/// $optimizer | Start-FineTune @run -Force | Select-Object -First 1
/// $optimizer | Start-FineTune @run -Resume | Format-Table Epoch, TrainLoss, CheckpointPath</code>
///   <para>The second command returns epochs 2 and 3. A script whose run may be interrupted can always use -Resume: if there is nothing to
///   resume, a new run starts.</para>
/// </example>
/// <example>
///   <summary>Use a schedule and gradient clipping</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly layer4, fc -PassThru | New-GroupedOptimizer -LearningRate 0.02 -Momentum 0.9 |
///     Start-FineTune -Data $data -Epochs 4 -Schedule Cosine -WarmupEpochs 0.5 -ClipNorm 1</code>
///   <para>Every group keeps its own base rate; the schedule multiplies it.</para>
/// </example>
/// <example>
///   <summary>Log to TensorBoard and draw a chart at the end</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly layer4, fc -PassThru | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 |
///     Start-FineTune -Data $data -Epochs 2 -LogPath examples/output/logs | Export-TrainingChart examples/output/run.svg -Force</code>
///   <para>tensorboard --logdir examples/output/logs shows loss, rates and gradient norms during the run; epochs.csv in the run's folder has
///   one row per epoch.</para>
/// </example>
/// <example>
///   <summary>Train the head on four cached augmentations of each image</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 320 -Augment HorizontalFlip
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.05 |
///     Start-FineTune -Data $data -Epochs 8 -CacheViews 4 | Format-Table Epoch, TrainLoss, FeatureCache</code>
///   <para>Epochs 1 to 4 compute one view of each image each; epochs 5 to 8 read them from the cache. -FeatureCache Off gives the same numbers.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "FineTune", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByOptimizer)]
[OutputType(typeof(EpochRecord))]
public sealed class StartFineTuneCommand : RunCommand
{
    private const string ByOptimizer = "Optimizer", BySweep = "Sweep";

    /// <summary>Optimizer to train with; its model is the one it was created for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByOptimizer)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>Result of Find-LearningRate, from the pipeline: trains its optimizer, with the suggested learning rates as the base rates of its groups.
    /// Without a suggestion, the error is OptionInvalid.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySweep)]
    public LearningRateSweep Sweep { get; set; } = null!;

    /// <summary>Data set to evaluate on after each epoch.</summary>
    [Parameter]
    public TorchDataset? Validation { get; set; }

    /// <summary>Loss function to minimize. CrossEntropy and NegativeLogLikelihood take class labels, the others take values.</summary>
    [Parameter]
    [PSDefaultValue(Value = "CrossEntropy")]
    public LossKind Loss { get; set; } = LossKind.CrossEntropy;

    /// <summary>Share of each target that is spread evenly over all classes, 0 to 1; CrossEntropy only.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double LabelSmoothing { get; set; }

    /// <summary>Weight of each class in the loss, in the order of the model's outputs, 0 or more. A batch whose samples all have weight 0 is skipped: it
    /// gives no step and no loss. Losses in the records are weighted means over all samples, independent of batch size.</summary>
    [Parameter]
    public double[]? ClassWeight { get; set; }

    /// <summary>Metrics of the validation data, by name: Accuracy, BalancedAccuracy, TopK, Precision, Recall, F1, CohenKappa, MatthewsCorrelation for
    /// classes; MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError, R2 for values. The records hold them as Metrics.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    public string[] Metric { get; set; } = [];

    /// <summary>Stops early after this many epochs in a row without improvement of the validation loss (training loss without -Validation). The model then
    /// holds the best epoch's weights, also if the run ends in another way.</summary>
    [Parameter]
    public int Patience { get; set; }

    /// <summary>Number of epochs at the start that train only the head; after them, the plan of Set-LayerFreeze applies.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int FreezeEpochs { get; set; }

    /// <summary>Schedule for unfreezing layers: a hashtable of the epoch from which each layer trains, such as @{ 3 = 'layer4'; 5 = 'layer3' }, with the
    /// layer frozen until then; or Gradual, which trains the last stage in epoch 1, the last two in epoch 2, and so on. With -FreezeEpochs, no layer is
    /// unfrozen before those epochs are over.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(UnfreezeCompleter))]
    public object? UnfreezeSchedule { get; set; }

    /// <summary>Storage for the output of the frozen layers, so that they run once per sample instead of in every epoch: Auto (in memory, beyond
    /// -FeatureCacheLimit in a temporary file, and only if that saves time), Memory, Disk, or Off. It does not change any number; -Verbose shows the decision
    /// and the reason.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Auto")]
    public FeatureCacheMode FeatureCache { get; set; } = FeatureCacheMode.Auto;

    /// <summary>Maximum memory for the feature cache in bytes, such as 2GB; by default a quarter of the free memory.</summary>
    [Parameter]
    public long? FeatureCacheLimit { get; set; }

    /// <summary>Number of augmented views per sample. Epoch e uses view (e - 1) modulo this number, so later epochs can be read from the cache. 0, the
    /// default, augments anew in every epoch.</summary>
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
