using System.Management.Automation;
using Freeze.Data;

namespace Freeze.Commands;

/// <summary>Divides data into parts, such as one for training and one for validation.</summary>
/// <remarks>
/// <para>Each sample goes into one part, and each part keeps the order that the samples had. Which samples go where depends on the seed alone, so a script
/// that is run again, or resumes a run, gets the same parts, and nothing that was trained on slips into validation.</para>
/// <para>All parts share the data and its augmentation; evaluation never augments.</para>
/// </remarks>
/// <example>
///   <summary>Four fifths for training, the rest for validation</summary>
///   <code>$train, $validation = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz | Split-TorchDataset -Ratio 0.8, 0.2 -Stratify
/// $train.Count</code>
///   <para>With -Stratify every class is divided by these shares.</para>
/// </example>
/// <example>
///   <summary>Three parts of one's own choice</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz
/// Split-TorchDataset $data 0.7, 0.15, 0.15 -Seed 7</code>
///   <para>Another seed gives other parts.</para>
/// </example>
/// <seealso cref="ImportTorchDatasetCommand"/>
/// <seealso cref="StartFineTuneCommand"/>
[Cmdlet(VerbsCommon.Split, "TorchDataset", DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(TorchDataset))]
public sealed class SplitTorchDatasetCommand : FreezeCommand
{
    private const string ByPipeline = "DatasetFromPipeline", ByPosition = "Dataset";

    /// <summary>The data to divide.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPosition)]
    [Alias("Data")]
    public TorchDataset Dataset { get; set; } = null!;

    /// <summary>The share of each part; together 1.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPosition)]
    public double[] Ratio { get; set; } = [];

    /// <summary>What the division depends on.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public long Seed { get; set; }

    /// <summary>Divides every class by the same shares.</summary>
    [Parameter]
    public SwitchParameter Stratify { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(DatasetSplit.Divide(Dataset, Ratio, Seed, Stratify), enumerateCollection: true);
}
