using System.Globalization;
using System.Management.Automation;
using Freeze.Training;

namespace Freeze.Commands;

/// <summary>Trains for some steps with rising learning rates, says which rate to begin with, and leaves everything as it was.</summary>
/// <remarks>
/// <para>Each step takes a batch and multiplies all rates by the same factor, so the groups keep their ratios; LearningRate in the points is that of the
/// leading group, the trainable one with the greatest rate. The sweep ends at -MaximumRate, or where the loss has run away to four times its best.</para>
/// <para>Suggestion is the rate in the middle of the longest fall of the (smoothed) loss; Steepest is where it falls fastest, which is bolder. Multiplier is
/// what every group's rate would be multiplied by, and LearningRates the rates that come of it, by group. -Apply makes them the base rates of the groups; so does
/// Start-FineTune, where the result is piped into it: Find-LearningRate $optimizer $data | Start-FineTune -Data $data.</para>
/// <para>Classes and inputs of the data are compared with the model's, as Start-FineTune does.</para>
/// <para>Weights, statistics, gradients, the optimizer's state and (without -Apply) its rates, and the random state are bit for bit what they were before. Freezing is honoured.</para>
/// </remarks>
/// <example>
///   <summary>A rate for the head</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $optimizer = $model | Set-LayerFreeze -TrainOnly fc -PassThru | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
/// Find-LearningRate $optimizer -Data $data -Steps 60 -Seed 1</code>
///   <para>One object: the suggestion, and the points that it was read off.</para>
/// </example>
/// <example>
///   <summary>Use the suggestion</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530 -First 640
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | Set-LayerFreeze -TrainOnly layer4, fc
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.001 -Momentum 0.9 -Group @{ Layer = 'fc'; LearningRate = 0.01 }
/// Find-LearningRate $optimizer $data -Steps 60 -Seed 1 | Start-FineTune -Data $data -Seed 1</code>
///   <para>The model is as it was imported when training begins, and fc still learns ten times as fast as layer4. Find-LearningRate -Apply sets the rates and shows the sweep.</para>
/// </example>
/// <seealso cref="NewGroupedOptimizerCommand"/>
/// <seealso cref="StartFineTuneCommand"/>
[Cmdlet(VerbsCommon.Find, "LearningRate")]
[OutputType(typeof(LearningRateSweep))]
public sealed class FindLearningRateCommand : PassCommand
{
    /// <summary>The optimizer, which knows its model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>The leading group's rate in the first step.</summary>
    [Parameter]
    [PSDefaultValue(Value = 1e-7)]
    public double MinimumRate { get; set; } = 1e-7;

    /// <summary>The leading group's rate in the last step.</summary>
    [Parameter]
    [PSDefaultValue(Value = 10)]
    public double MaximumRate { get; set; } = 10;

    /// <summary>Steps from one to the other.</summary>
    [Parameter]
    [PSDefaultValue(Value = 100)]
    public int Steps { get; set; } = 100;

    /// <summary>What training makes small.</summary>
    [Parameter]
    [PSDefaultValue(Value = "CrossEntropy")]
    public LossKind Loss { get; set; } = LossKind.CrossEntropy;

    /// <summary>Share of each target that is spread over all classes, 0 to 1; CrossEntropy only.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public double LabelSmoothing { get; set; }

    /// <summary>A weight for each class, in the order of the model's outputs.</summary>
    [Parameter]
    public double[]? ClassWeight { get; set; }

    /// <summary>Makes the suggested rates the base rates of the optimizer's groups, all multiplied by the same factor; without a suggestion they stay as they are.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <summary>Takes labels by their numbers where the data has other classes than the model.</summary>
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
        using var progress = new StepProgress(this, $"Searching a learning rate for {Optimizer.Model.Name}");
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
            WriteWarning($"The loss never fell in {sweep.Points.Count} steps, so there is nothing to suggest{(Apply ? ", and the learning rates stay as they are" : "")}. "
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
