using System.Management.Automation;
using Freeze.Training;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Evaluates a model on data that it was not trained on.</summary>
/// <remarks>
/// <para>The model does not change. The result holds the mean loss. For class labels it also holds the accuracy, the top-K accuracy (the share of samples
/// whose class is among the K largest outputs), the confusion matrix (first index the true class, second the predicted one), and precision, recall and F1 of
/// each class, all in the order of the model's classes.</para>
/// <para>Labels are matched to the model's classes by name: the data may have fewer classes, or the same ones in another order. Classes that the model does
/// not have are the error ClassMismatch. If one side has no names, labels are matched by number, with a warning. Data that is prepared differently from the
/// model's Input gives a warning; Import-TorchDataset -Like prepares it the same way.</para>
/// </remarks>
/// <example>
///   <summary>Measure the accuracy on test data</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $test = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz @prepare -First 500
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// $model | Test-TorchModel $test</code>
///   <para>A new head guesses, so the accuracy is about 0.2.</para>
/// </example>
/// <example>
///   <summary>Find the classes that are recognized worst</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $test = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz @prepare -First 500
/// $model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead -Seed 1
/// (Test-TorchModel $model $test).PerClass | Sort-Object Recall</code>
///   <para>Returns one row per class, the lowest recall first.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "TorchModel", DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(Evaluation))]
public sealed class TestTorchModelCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByArgument = "Model";

    /// <summary>Model to evaluate.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Data set to evaluate on.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public TorchDataset Data { get; set; } = null!;

    /// <summary>Loss function to compute.</summary>
    [Parameter]
    [PSDefaultValue(Value = "CrossEntropy")]
    public LossKind Loss { get; set; } = LossKind.CrossEntropy;

    /// <summary>Number of samples per batch; it affects speed and memory, not the result.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [PSDefaultValue(Value = 128)]
    public int BatchSize { get; set; } = 128;

    /// <summary>Matches labels by number if the data has other classes than the model.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var matched = RunData.Match(Model, Data, null, Loss, Force);
        foreach (var warning in matched.Warnings)
            WriteWarning(warning);
        using var loss = new LossFunction(Loss, 0, null, torch.CPU, torch.ScalarType.Float32);
        var evaluator = new Evaluator(Model, matched.Data, loss, BatchSize);
        using var progress = new StepProgress(this, $"Evaluating {Model.Name}");
        foreach (var done in evaluator.Run())
        {
            if (progress.IsDue)
                progress.Show((double)done / Data.Count, $"{done} of {Data.Count} samples");
            if (Cancellation.IsCancellationRequested)
                return;
        }

        WriteObject(evaluator.Result);
    }
}
