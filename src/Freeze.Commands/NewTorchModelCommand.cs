using System.Management.Automation;
using Freeze.Models;

namespace Freeze.Commands;

/// <summary>Builds a sequential model from layers in PyTorch notation.</summary>
/// <remarks>
/// <para>A layer is its torch.nn name and its arguments, by position or by name: 'Conv2d(1, 32, 3, padding=1, bias=False)'. Layers run one after the other.
/// Parameters are named as in nn.Sequential (0.weight); 'conv: Conv2d(...)' gives a layer its own name. A wrong name or argument is the error
/// LayerSpecificationInvalid, which shows the correct signature.</para>
/// </remarks>
/// <example>
///   <summary>Build a small classifier</summary>
///   <code>New-TorchModel -Layer 'Flatten', 'Linear(784, 128)', 'ReLU', 'Linear(128, 10)' -Seed 1</code>
///   <para>Its layers are called 0, 1, 2 and 3; the last one with weights is its head.</para>
/// </example>
/// <example>
///   <summary>Name the layers</summary>
///   <code>New-TorchModel -Layer 'conv: Conv2d(1, 8, 3, padding=1)', 'ReLU', 'AdaptiveAvgPool2d(1)', 'Flatten', 'head: Linear(8, 10)' |
///     Set-LayerFreeze conv -AllowUninitialized -PassThru | Get-ParameterReport</code>
///   <para>Set-LayerFreeze and optimizer groups select layers by these names.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "TorchModel")]
[OutputType(typeof(TorchModel))]
public sealed class NewTorchModelCommand : FreezeCommand
{
    /// <summary>Layers, in the order in which they run.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(LayerKindCompleter))]
    public string[] Layer { get; set; } = [];

    /// <summary>Weight files to load into the model. Later files override earlier ones; together they must cover the model.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Weights { get; set; } = [];

    /// <summary>Name of the model.</summary>
    [Parameter]
    [PSDefaultValue(Value = "sequence")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "sequence";

    /// <summary>Seed of the initial weights; by default they use the random state of the process.</summary>
    [Parameter]
    public long Seed { get; set; }

    /// <summary>Device of the tensors: cpu, cuda, cuda:1, mps.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [PSDefaultValue(Value = "cpu")]
    public string? Device { get; set; }

    /// <summary>Data type of the parameters.</summary>
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
