using System.Management.Automation;
using Freeze.Models;

namespace Freeze.Commands;

/// <summary>Exports a model to a file that Freeze and Python can read.</summary>
/// <remarks>
/// <para>A .safetensors file holds the architecture, the freeze plan, the classes and the input transform in addition to the tensors. Import-TorchModel -Path
/// loads it without further parameters, and Python reads it with safetensors. The same model gives the same bytes. A .pth file is a state dict that
/// torch.load reads with weights_only=True. Tensors are written bit for bit.</para>
/// <para>The file is written under a temporary name and then renamed, so nobody ever sees a half-written file.</para>
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
///   <para>The extension selects the format; -Format overrides it.</para>
/// </example>
[Cmdlet(VerbsData.Export, "TorchModel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTorchModelCommand : FreezeCommand
{
    private const string ByPipeline = "ModelFromPipeline", ByArgument = "Model";

    /// <summary>Model to export.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public TorchModel Model { get; set; } = null!;

    /// <summary>Path of the file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    public string Path { get; set; } = "";

    /// <summary>File format: Safetensors, PyTorch, or TorchScript if the model is a TorchScript module. By default the extension decides: .safetensors, or no
    /// extension, is Safetensors; .pth, .pt and .bin are PyTorch, but .pt and .ts are TorchScript for a TorchScript module. Any other extension is the error
    /// FormatUnknown.</summary>
    [Parameter]
    public ExportFormat Format { get; set; }

    /// <summary>Overwrites an existing file.</summary>
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
