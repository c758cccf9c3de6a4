using System.Management.Automation;
using Freeze.Models;

namespace Freeze.Commands;

/// <summary>Copies a model with its weights, freeze plan and provenance.</summary>
/// <remarks>
/// <para>The copy is independent: training or freezing one model does not change the other. Architectures and models of New-TorchModel can be copied. A
/// module that a script built itself cannot, because Freeze does not know how to build another one.</para>
/// <para>Get-ParameterReport -Since Import compares the copy with its values at the time of copying.</para>
/// </remarks>
/// <example>
///   <summary>Compare before and after</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10
/// $before = $model | Copy-TorchModel
/// $before.ParameterCount -eq $model.ParameterCount</code>
///   <para>Training $model leaves $before as it is.</para>
/// </example>
/// <example>
///   <summary>Try several rates from one start</summary>
///   <code>$model = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10
/// $optimizers = 0.1, 0.01, 0.001 | ForEach-Object { Copy-TorchModel $model | New-GroupedOptimizer -LearningRate $_ }</code>
///   <para>Each optimizer has a model of its own.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "TorchModel")]
[OutputType(typeof(TorchModel))]
public sealed class CopyTorchModelCommand : FreezeCommand
{
    /// <summary>Model to copy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TorchModel Model { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process() => WriteObject(ModelCopier.Copy(Model));
}
