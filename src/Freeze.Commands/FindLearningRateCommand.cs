using System.Globalization;
using System.Management.Automation;
using Freeze.Training;

namespace Freeze.Commands;

/// <summary>Finds a learning rate: trains for some steps with rising rates, suggests one to start with, and restores everything.</summary>
/// <remarks>
/// <para>Each step takes a batch and multiplies all rates by the same factor, so the groups keep their ratios. LearningRate in the points is the rate of the
/// leading group: the trainable group with the highest rate. The sweep ends at -MaximumRate, or when the loss exceeds four times its best value.</para>
/// <para>Suggestion is the rate in the middle of the longest fall of the smoothed loss. Steepest is the rate at which the loss falls fastest, a bolder
/// choice. Multiplier is the factor by which every group's rate would be multiplied, and LearningRates are the resulting rates by group.</para>
/// <para>-Apply makes them the base rates of the groups. Start-FineTune does the same with a result from the pipeline: Find-LearningRate $optimizer $data |
/// Start-FineTune -Data $data.</para>
/// <para>Classes and inputs of the data are compared with those of the model, as in Start-FineTune.</para>
/// <para>Weights, statistics, gradients, optimizer state and random state are restored bit for bit, and so are the learning rates without -Apply. Frozen
/// layers stay frozen.</para>
/// </remarks>
/// <example>
///   <summary>Find a rate for the head</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $optimizer = $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
/// Find-LearningRate $optimizer -Data $data -Steps 60 -Seed 1</code>
///   <para>Returns one object with the suggestion and the points of the sweep.</para>
/// </example>
/// <example>
///   <summary>Use the suggestion</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | Set-LayerFreeze -TrainOnly layer4, fc
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.001 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.01 }
/// Find-LearningRate $optimizer $data -Steps 60 -Seed 1 | Start-FineTune -Data $data -Seed 1</code>
///   <para>Training starts from the model as imported, and the rate of fc is still ten times that of layer4. Find-LearningRate -Apply sets the
///   rates and returns the sweep.</para>
/// </example>
/// <seealso cref="NewGroupedOptimizerCommand"/>
/// <seealso cref="StartFineTuneCommand"/>
[Cmdlet(VerbsCommon.Find, "LearningRate")]
[OutputType(typeof(LearningRateSweep))]
public sealed class FindLearningRateCommand : PassCommand
{
    /// <summary>Optimizer to search a learning rate for; its model is the one it was created for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>Learning rate of the leading group in the first step.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1e-7)]
    public double MinimumRate { get; set; } = 1e-7;

    /// <summary>Learning rate of the leading group in the last step.</summary>
    [Parameter]
    [PSDefaultValue(Value = 10)]
    public double MaximumRate { get; set; } = 10;

    /// <summary>Number of steps from the minimum to the maximum rate.</summary>
    [Parameter]
    [PSDefaultValue(Value = 100)]
    public int Steps { get; set; } = 100;

    /// <summary>Loss function to minimize.</summary>
    [Parameter]
    [PSDefaultValue(Value = "CrossEntropy")]
    public LossKind Loss { get; set; } = LossKind.CrossEntropy;

    /// <summary>Share of each target that is spread evenly over all classes, 0 to 1; CrossEntropy only.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double LabelSmoothing { get; set; }

    /// <summary>Weight of each class in the loss, in the order of the model's outputs.</summary>
    [Parameter]
    public double[]? ClassWeight { get; set; }

    /// <summary>Makes the suggested rates the base rates of the optimizer's groups, all multiplied by the same factor. Without a suggestion the rates do not
    /// change.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <summary>Matches labels by number if the data has other classes than the model.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var search = new LearningRateFinder(Optimizer, Data, new LearningRateOptions
        {
            Minimum = MinimumRate,
            Maximum = MaximumRate,
            Steps = Steps,
            Training = new FineTuneOptions
            {
                BatchSize = BatchSize,
                DropLast = DropLast,
                Shuffle = !NoShuffle,
                Loss = Loss,
                LabelSmoothing = LabelSmoothing,
                ClassWeight = ClassWeight,
                Seed = GivenSeed,
                Force = Force,
            },
        });
        using var progress = new StepProgress(this, $"Searching for a learning rate for {Optimizer.Model.Name}");
        var done = 0;
        foreach (var point in search.Run())
        {
            if (done++ == 0)
                Warn(search.Warnings);
            if (progress.IsDue)
                progress.Show((double)done / Steps, string.Create(CultureInfo.InvariantCulture, $"step {done} of {Steps}, rate {point.LearningRate:G3}, loss {point.SmoothedLoss:F4}"));
            if (Cancellation.IsCancellationRequested)
                return;
        }

        if (done == 0)
            Warn(search.Warnings);
        var sweep = search.Result;
        if (sweep.Suggestion is null)
        {
            WriteWarning($"The loss never fell in {sweep.Points.Count} steps, "
                + $"so there is no suggestion{(Apply ? ", and the learning rates stay as they are" : "")}. "
                + "Try a lower -MinimumRate, more -Steps, or look at the points.");
        }
        else if (Apply)
        {
            sweep.Apply();
        }

        WriteObject(sweep);
    }

    private void Warn(IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
            WriteWarning(warning);
    }
}
