using System.Management.Automation;
using Freeze.Reporting;

namespace Freeze.Commands;

/// <summary>Compares two models, a model and a weight file, or two weight files, tensor by tensor.</summary>
/// <remarks>
/// <para>Returns one row for each parameter and buffer of either side, in the order of the reference. Equal means the same data type, shape and bits. A
/// tensor that only one side has, or that has another shape there, gets a row too, and its Note says so.</para>
/// <para>Files are read as Import-TorchModel reads weights: the state dict is taken out of a wrapping dictionary, and a prefix such as 'module.' is
/// removed.</para>
/// </remarks>
/// <example>
///   <summary>Find the tensors that a new head changes</summary>
///   <code>$model = Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead
/// Compare-TorchModel examples/data/narrow16_pretrained_0to4.pth $model | Where-Object -Not Equal</code>
///   <para>Returns the rows of fc.weight and fc.bias; every other tensor is the same.</para>
/// </example>
/// <example>
///   <summary>Compare two models</summary>
///   <code>$one = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 -Seed 1
/// $two = Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 -Seed 1
/// (Compare-TorchModel $one $two).Equal -notcontains $false</code>
///   <para>Returns True: the same seed gives the same weights.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "TorchModel")]
[OutputType(typeof(TensorDifference))]
public sealed class CompareTorchModelCommand : FreezeCommand
{
    /// <summary>Model or path of a weight file that the other side is compared with.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Reference { get; set; } = null!;

    /// <summary>Model or path of a weight file to compare with the reference.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public object Difference { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process()
    {
        // Whichever side is a model says which names a file's are to be made into.
        var model = Unwrap(Reference) as TorchModel ?? Unwrap(Difference) as TorchModel;
        using var reference = Open(Reference, nameof(Reference), model is null ? null : TensorSet.Of(model).Names);
        using var difference = Open(Difference, nameof(Difference), reference.Names);
        foreach (var row in TensorComparison.Compare(reference, difference))
        {
            if (Cancellation.IsCancellationRequested)
                break;
            WriteObject(row);
        }
    }

    private TensorSet Open(object side, string parameter, IEnumerable<string>? expected) => Unwrap(side) switch
    {
        TorchModel model => TensorSet.Of(model),
        FileInfo file => TensorSet.Open(file.FullName, expected),
        string path => TensorSet.Open(UserPaths.ToFull(this, path), expected),
        var other => throw new FreezeException(ErrorCode.OptionInvalid, parameter, $"-{parameter} cannot be a {other.GetType().Name}.",
            "Give a model, or the path of a weight file."),
    };

    private static object Unwrap(object side) => side is PSObject wrapped ? wrapped.BaseObject : side;
}
