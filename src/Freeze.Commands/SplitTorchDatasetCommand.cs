using System.Management.Automation;
using Freeze.Data;

namespace Freeze.Commands;

/// <summary>Splits data into parts, such as training and validation data.</summary>
/// <remarks>
/// <para>Each sample goes into one part, and each part keeps the order of the samples. The seed alone decides which sample goes where, so a script that is
/// run again, or resumes a run, gets the same parts, and no training sample ends up in the validation data.</para>
/// <para>All parts share the data and its augmentation; evaluation never augments.</para>
/// </remarks>
/// <example>
///   <summary>Use four fifths for training and the rest for validation</summary>
///   <code>$train, $validation = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz | Split-TorchDataset -Ratio 0.8, 0.2 -Stratify
/// $train.Count</code>
///   <para>With -Stratify every class is divided by these shares.</para>
/// </example>
/// <example>
///   <summary>Split into three parts</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz
/// Split-TorchDataset $data 0.7, 0.15, 0.15 -Seed 7</code>
///   <para>A different seed gives different parts.</para>
/// </example>
/// <seealso cref="ImportTorchDatasetCommand"/>
/// <seealso cref="StartFineTuneCommand"/>
[Cmdlet(VerbsCommon.Split, "TorchDataset", DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(TorchDataset))]
public sealed class SplitTorchDatasetCommand : FreezeCommand
{
    private const string ByPipeline = "DatasetFromPipeline", ByPosition = "Dataset";

    /// <summary>Data set to split.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPosition)]
    [Alias("Data")]
    public TorchDataset Dataset { get; set; } = null!;

    /// <summary>Shares of the parts, which must add up to 1.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPosition)]
    public double[] Ratio { get; set; } = [];

    /// <summary>Seed of the split.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public long Seed { get; set; }

    /// <summary>Splits every class by the same shares.</summary>
    [Parameter]
    public SwitchParameter Stratify { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(DatasetSplit.Divide(Dataset, Ratio, Seed, Stratify), enumerateCollection: true);
}
