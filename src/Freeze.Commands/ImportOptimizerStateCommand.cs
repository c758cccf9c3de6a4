using System.Management.Automation;
using Freeze.Optimization.State;

namespace Freeze.Commands;

/// <summary>Gives an optimizer the state of a file: of Export-OptimizerState, or of a PyTorch training checkpoint.</summary>
/// <remarks>
/// <para>State is matched by parameter name and shape. Groups, frozen layers and their order may have changed since: what fits is carried over, trainable
/// parameters without fitting state begin anew, and saved state that has no place is dropped; the result says which is which, and why. All that the
/// optimizer remembered before is replaced. Its learning rates and options stay as New-GroupedOptimizer set them.</para>
/// <para>PyTorch's optimizer.state_dict(), alone or under a key of a training checkpoint, numbers parameters in the order in which the script gave them to
/// its optimizer. Names in the file decide where there are any (param_names, as PyTorch 2.6 writes them for named_parameters()). Otherwise one group is the
/// model's parameters, or those that are trainable, in the order of the state_dict beside it or of the model. Several groups must be this optimizer's, one to
/// one, whatever their order: sizes and shapes tell which is which, and where groups are alike in these, learning rate, momentum and weight decay. At last, groups may
/// be runs of neighbouring layers whose shapes fit in one place only. Whatever fits in several ways or in none is the error CheckpointMismatch, and nothing is taken
/// over. While a run trains the model, its optimizer is ModelBusy. Nothing in the file is executed.</para>
/// </remarks>
/// <example>
///   <summary>Go on with saved momentum under other groups</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 7 -First 128
/// $model = New-TorchModel 'Flatten', 'Linear(784, 8)', 'ReLU', 'head: Linear(8, 2)' -Seed 1
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
/// $null = $optimizer | Start-FineTune -Data $data
/// $file = $optimizer | Export-OptimizerState examples/output/momentum.safetensors -Force
/// $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9 -Group @{ Layer = 'head'; LearningRate = 0.05 } | Import-OptimizerState $file</code>
///   <para>All four parameters are carried over.</para>
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

    /// <summary>The optimizer.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>The file to read.</summary>
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
