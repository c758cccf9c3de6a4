using System.Management.Automation;
using Freeze.Models;

namespace Freeze.Commands;

/// <summary>Builds a model from layers that are written as PyTorch writes them.</summary>
/// <remarks>
/// <para>A layer is its torch.nn name and its arguments, by position or by name: 'Conv2d(1, 32, 3, padding=1, bias=False)'. They run one after the other.
/// Parameters are named as nn.Sequential names them (0.weight); 'conv: Conv2d(...)' gives a layer a name of its own. A wrong name or argument is
/// LayerSpecificationInvalid, and shows the right signature.</para>
/// </remarks>
/// <example>
///   <summary>A small classifier</summary>
///   <code>New-TorchModel -Layer 'Flatten', 'Linear(784, 128)', 'ReLU', 'Linear(128, 10)' -Seed 1</code>
///   <para>Its layers are called 0, 1, 2 and 3; the last one with weights is its head.</para>
/// </example>
/// <example>
///   <summary>Layers with names</summary>
///   <code>New-TorchModel -Layer 'conv: Conv2d(1, 8, 3, padding=1)', 'ReLU', 'AdaptiveAvgPool2d(1)', 'Flatten', 'head: Linear(8, 10)' | Set-LayerFreeze conv -AllowUninitialized -PassThru | Get-ParameterReport</code>
///   <para>Names are what Set-LayerFreeze and groups take.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "TorchModel")]
[OutputType(typeof(TorchModel))]
public sealed class NewTorchModelCommand : FreezeCommand
{
    /// <summary>The layers, in the order in which they run.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(LayerKindCompleter))]
    public string[] Layer { get; set; } = [];

    /// <summary>Weight files to lay over the initial values, later ones win; together they must cover the model.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Weights { get; set; } = [];

    /// <summary>A name for the model.</summary>
    [Parameter]
    [PSDefaultValue(Value = "sequence")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "sequence";

    /// <summary>Seed of the initial weights; without it they come from the process's random state.</summary>
    [Parameter]
    public long Seed { get; set; }

    /// <summary>Where the tensors are to lie: cpu, cuda, cuda:1, mps.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [PSDefaultValue(Value = "cpu")]
    public string? Device { get; set; }

    /// <summary>The data type of the parameters.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataTypeCompleter))]
    [PSDefaultValue(Value = "float32")]
    public string? DataType { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var model = ModelImporter.FromLayers(Name, Layer, new ImportOptions
        {
            Weights = UserPaths.ToWeights(this, Weights),
            Seed = MyInvocation.BoundParameters.ContainsKey(nameof(Seed)) ? Seed : null,
            Device = Device,
            DataType = DataType,
        });
        foreach (var remark in model.Import.Remarks)
            WriteWarning($"{model.Name}: {remark}.");
        WriteObject(model);
    }
}
