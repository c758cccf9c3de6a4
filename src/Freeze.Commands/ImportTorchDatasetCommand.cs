using System.Management.Automation;
using Freeze.Data;

namespace Freeze.Commands;

/// <summary>Imports data for training and evaluation.</summary>
/// <remarks>
/// <para>Reads IDX files (MNIST and its relatives, gzip-compressed or plain) and .safetensors files with tensors named inputs or images, and labels.
/// Bytes are divided by 255, floats taken as they are. In this order: classes are selected, the first samples taken, images padded with zeros, scaled,
/// normalised, and grey repeated to the wanted channels.</para>
/// </remarks>
/// <example>
///   <summary>Five classes of Fashion-MNIST for a model that takes 3x32x32</summary>
///   <code>Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530</code>
///   <para>The labels lie beside the images; classes 5 to 9 become 0 to 4.</para>
/// </example>
/// <example>
///   <summary>A few samples for a try</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -First 100
/// $data.SampleShape</code>
///   <para>1, 28 and 28: one grey channel, 28 rows, 28 columns.</para>
/// </example>
[Cmdlet(VerbsData.Import, "TorchDataset")]
[OutputType(typeof(TorchDataset))]
public sealed class ImportTorchDatasetCommand : FreezeCommand
{
    /// <summary>The data file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>The kind of file; Auto tells it by the content.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Auto")]
    public DatasetFormat Format { get; set; } = DatasetFormat.Auto;

    /// <summary>The file of labels; by default x-labels-idx1-ubyte beside x-images-idx3-ubyte.</summary>
    [Parameter]
    public string? LabelPath { get; set; }

    /// <summary>Pixels of zeros on each side, before normalising.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int Padding { get; set; }

    /// <summary>Channels of the input; grey images are repeated to them.</summary>
    [Parameter]
    public int? Channels { get; set; }

    /// <summary>Subtracted from each channel: one number, or one a channel, of values between 0 and 1.</summary>
    [Parameter]
    public double[] Mean { get; set; } = [];

    /// <summary>Divided by: one number, or one a channel.</summary>
    [Parameter]
    public double[] StandardDeviation { get; set; } = [];

    /// <summary>Only these classes, renumbered 0, 1, ... in the order given.</summary>
    [Parameter]
    public string[] Class { get; set; } = [];

    /// <summary>Only so many samples, after classes are selected.</summary>
    [Parameter]
    public int? First { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(DatasetReader.Open(UserPaths.ToFull(this, Path), new DatasetOptions
    {
        Format = Format,
        LabelPath = LabelPath is null ? null : UserPaths.ToFull(this, LabelPath),
        Class = Class,
        First = First,
        Input = new InputTransform { Channels = Channels, Padding = Padding, Mean = Mean, StandardDeviation = StandardDeviation },
    }));
}
