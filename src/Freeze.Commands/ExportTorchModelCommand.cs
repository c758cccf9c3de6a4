using System.Management.Automation;
using Freeze.Models;

namespace Freeze.Commands;

/// <summary>Writes a model to a file that this module and Python can read.</summary>
/// <remarks>
/// <para>A .safetensors file carries the architecture, the freeze plan, the classes and the input transform beside the tensors, loads back with
/// Import-TorchModel -Path alone, and in Python with safetensors; the same model gives the same bytes. A .pth file is a state dict that torch.load
/// reads with weights_only=True. Tensors keep every bit.</para>
/// <para>The file is written beside its place and then renamed, so a half-written file is never seen.</para>
/// </remarks>
/// <example>
///   <summary>Save a model</summary>
///   <code>Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 | Export-TorchModel examples/output/small.safetensors -Force</code>
///   <para>Returns the file.</para>
/// </example>
/// <example>
///   <summary>Save for PyTorch</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10
/// Export-TorchModel $model examples/output/small.pth -Force</code>
///   <para>The format follows from the file's ending; -Format says it outright.</para>
/// </example>
[Cmdlet(VerbsData.Export, "TorchModel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTorchModelCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByArgument = "Model";

    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public string Path { get; set; } = "";

    /// <summary>Safetensors, PyTorch, or TorchScript where the model is one; by default what the file's ending says: .safetensors, or no ending, is Safetensors; .pth, .pt
    /// and .bin are PyTorch (.pt and .ts of a TorchScript module are TorchScript). Any other ending is the error FormatUnknown.</summary>
    [Parameter]
    public ExportFormat Format { get; set; }

    /// <summary>Overwrites a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var path = UserPaths.ToFull(this, Path);
        var format = MyInvocation.BoundParameters.ContainsKey(nameof(Format)) ? Format : ModelExporter.FormatOf(Model, path);
        if (!ShouldProcess(path, $"write {Model.Name} as {format}"))
            return;
        ModelExporter.Write(Model, path, format, Force);
        WriteObject(new FileInfo(path));
    }
}
