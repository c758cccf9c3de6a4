using System.Management.Automation;
using Freeze.Optimization.State;

namespace Freeze.Commands;

/// <summary>Writes the state of an optimizer (momentum, moments, step counts) to a file, by parameter name.</summary>
/// <remarks>
/// <para>The file is .safetensors. Tensors are named by parameter and state, such as fc.weight.exp_avg; everything else is JSON in the metadata. The file
/// holds only parameters that have been stepped since they were last frozen. The same state gives the same bytes.</para>
/// <para>Learning rates and options are not in the file: they belong to New-GroupedOptimizer.</para>
/// </remarks>
/// <example>
///   <summary>Save momentum for a later session</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 7 -First 128
/// $model = New-TorchModel 'Flatten', 'Linear(784, 8)', 'ReLU', 'head: Linear(8, 2)' -Seed 1
/// $optimizer = $model | New-GroupedOptimizer -LearningRate 0.01 -Momentum 0.9
/// $null = $optimizer | Start-FineTune -Data $data
/// $optimizer | Export-OptimizerState examples/output/momentum.safetensors -Force</code>
///   <para>Returns the file.</para>
/// </example>
/// <example>
///   <summary>List the content of a state file</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 7 -First 128
/// $model = New-TorchModel 'Flatten', 'head: Linear(784, 2)' -Seed 1
/// $optimizer = $model | New-GroupedOptimizer -Algorithm AdamW
/// $null = $optimizer | Start-FineTune -Data $data
/// Export-OptimizerState $optimizer examples/output/moments.safetensors -Force | Get-TorchCheckpoint</code>
///   <para>Lists two moments for each of the two parameters.</para>
/// </example>
/// <seealso cref="ImportOptimizerStateCommand"/>
[Cmdlet(VerbsData.Export, "OptimizerState", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportOptimizerStateCommand : FreezeCommand
{
    private const string ByPipeline = "OptimizerFromPipeline", ByArgument = "Optimizer";

    /// <summary>Optimizer whose state is written.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public GroupedOptimizer Optimizer { get; set; } = null!;

    /// <summary>Path of the file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public string Path { get; set; } = "";

    /// <summary>Overwrites an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var path = UserPaths.ToFull(this, Path);
        if (!ShouldProcess(path, $"write the state of {Optimizer.Algorithm} for {Optimizer.Model.Name}"))
            return;
        OptimizerStateFile.Write(Optimizer, path, Force);
        WriteObject(new FileInfo(path));
    }
}
