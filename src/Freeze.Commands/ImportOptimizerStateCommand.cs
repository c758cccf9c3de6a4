using System.Management.Automation;
using Freeze.Optimization.State;

namespace Freeze.Commands;

/// <summary>Loads optimizer state from a file of Export-OptimizerState or from a PyTorch training checkpoint.</summary>
/// <remarks>
/// <para>State is matched by parameter name and shape. Groups, frozen layers and their order may have changed: matching state is loaded, trainable parameters
/// without matching state start fresh, and saved state that matches nothing is dropped. The result lists each of these, with the reason. All previous state
/// of the optimizer is replaced. Learning rates and options stay as New-GroupedOptimizer set them.</para>
/// <para>PyTorch's optimizer.state_dict(), alone or under a key of a training checkpoint, numbers parameters in the order in which the script gave them to
/// its optimizer. Names in the file decide if there are any (param_names, as PyTorch 2.6 writes them for named_parameters()). Without names, a single group
/// is taken as all parameters of the model, or the trainable ones, in the order of the state_dict beside it or of the model.</para>
/// <para>Several groups must match the groups of this optimizer one to one, in any order: sizes and shapes identify them, and for groups that are alike in
/// these, learning rate, momentum and weight decay do. Otherwise, groups may be runs of neighboring layers, if their shapes fit in one place only. If the
/// file fits in several ways or in none, the error is CheckpointMismatch and nothing is loaded.</para>
/// <para>While a run trains the model, its optimizer is in use and the error is ModelBusy. Nothing in the file is executed.</para>
/// </remarks>
/// <example>
///   <summary>Continue with saved momentum in other groups</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 7 -First 128
/// $model = New-TorchModel 'Flatten', 'Linear(784, 8)', 'ReLU', 'head: Linear(8, 2)' -Seed 1
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
/// $null = $optimizer | Start-FineTune -Data $data
/// $file = $optimizer | Export-OptimizerState examples/output/momentum.safetensors -Force
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'head'; LearningRate = 0.05 } | Import-OptimizerState $file</code>
///   <para>The state of all four parameters is loaded.</para>
/// </example>
/// <example>
///   <summary>See what was dropped, and why</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 7 -First 128
/// $model = New-TorchModel 'Flatten', 'Linear(784, 8)', 'ReLU', 'head: Linear(8, 2)' -Seed 1
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
/// $null = $optimizer | Start-FineTune -Data $data
/// $file = $optimizer | Export-OptimizerState examples/output/momentum.safetensors -Force
/// $model | Set-LayerFreeze -TrainOnly head -AllowUninitialized
/// (Import-OptimizerState $optimizer $file).Reasons</code>
///   <para>The state of frozen parameters is dropped.</para>
/// </example>
/// <seealso cref="ExportOptimizerStateCommand"/>
[Cmdlet(VerbsData.Import, "OptimizerState", DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(OptimizerStateReport))]
public sealed class ImportOptimizerStateCommand : FreezeCommand
{
    private const string ByPipeline = "OptimizerFromPipeline", ByArgument = "Optimizer";

    /// <summary>Optimizer that receives the state.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>Path of the file to read.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void Process()
    {
        var report = OptimizerStateFile.Restore(Optimizer, UserPaths.ToFull(this, Path));
        foreach (var (name, reason) in report.Reasons)
            WriteVerbose($"{name} was dropped: {reason}.");
        WriteObject(report);
    }
}
