using System.Collections;
using System.Management.Automation;
using Freeze.Data.Images;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Writes images side by side into one PNG file: tensors, such as the output of a generator, or samples of a data set.</summary>
/// <remarks>
/// <para>The layout is that of torchvision's make_grid: rows of images, each with a border of black pixels. All images must have the same size. If some are
/// gray and some in color, the gray ones are converted to color.</para>
/// <para>Without -Minimum and -Maximum, values from 0 to 1 are drawn from black to white, and so are values from -1 to 1 (a generator that ends in tanh). Any
/// other range is stretched from its smallest to its largest value. One range applies to the whole picture. The normalization of a data set is undone first;
/// bytes are divided by 255.</para>
/// </remarks>
/// <example>
///   <summary>Look at the training data</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Mean 0.2860 -StandardDeviation 0.3530 -First 100
/// Export-ImageGrid -Data $data -Path examples/output/data.png -Count 40 -Columns 10 -Force</code>
///   <para>Draws the first forty samples as they were before normalization.</para>
/// </example>
/// <example>
///   <summary>Draw tensors from the pipeline</summary>
///   <code>$data = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -First 6
/// $noise = [TorchSharp.torch]::rand(3, 1, 28, 28)
/// $data, $noise | Export-ImageGrid examples/output/noise.png -Columns 3 -Padding 1 -Force</code>
///   <para>Draws three rows of three: two of samples, one of noise.</para>
/// </example>
[Cmdlet(VerbsData.Export, "ImageGrid", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportImageGridCommand : FreezeCommand
{
    private const string ByPipeline = "ImagesFromPipeline", ByArgument = "Images", ByData = "Data";

    private ImageGrid _grid = null!;
    private string _path = "";

    /// <summary>Tensors of N x C x H x W, or C x H x W for one image, with 1 or 3 channels; data sets; or the output of Invoke-TorchModel for a
    /// generator.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArgument)]
    public object[] InputObject { get; set; } = null!;

    /// <summary>Data set of images.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByData)]
    public TorchDataset Data { get; set; } = null!;

    /// <summary>Path of the .png file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByArgument)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByData)]
    public string Path { get; set; } = "";

    /// <summary>Number of samples to draw from the start of a data set.</summary>
    [Parameter]
    [PSDefaultValue(Value = 64)]
    public int Count { get; set; } = 64;

    /// <summary>Number of images per row.</summary>
    [Parameter]
    [PSDefaultValue(Value = 8)]
    public int Columns { get; set; } = 8;

    /// <summary>Width of the black border around each image, in pixels.</summary>
    [Parameter]
    [PSDefaultValue(Value = 2)]
    public int Padding { get; set; } = 2;

    /// <summary>Value that is drawn black.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>Value that is drawn white.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>Overwrites an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _path = UserPaths.ToFull(this, Path);
        if (!System.IO.Path.GetExtension(_path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            throw new FreezeException(ErrorCode.OptionInvalid, "Path", $"'{Path}' does not end in .png, the only format of this command.",
                "Give the path of a .png file.");
        _grid = new ImageGrid(new ImageGridOptions { Columns = Columns, Padding = Padding, Minimum = Minimum, Maximum = Maximum });
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var item in ParameterSetName == ByData ? [Data] : InputObject)
            Add(item is PSObject wrapped ? wrapped.BaseObject : item);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (!ShouldProcess(_path, $"write {_grid.Count} image{(_grid.Count == 1 ? "" : "s")}"))
            return;
        _grid.Write(_path, Force);
        WriteObject(new FileInfo(_path));
    }

    private void Add(object? item)
    {
        switch (item)
        {
            case torch.Tensor images:
                _grid.Add(images);
                break;
            case TorchDataset data:
                _grid.Add(data, Count);
                break;
            case Prediction { Output: { } output }:
                _grid.Add(output);
                break;
            case IEnumerable items and not string:
                foreach (var inner in items)
                    Add(inner is PSObject wrapped ? wrapped.BaseObject : inner);
                break;
            default:
                throw new FreezeException(ErrorCode.ShapeMismatch, "InputObject",
                    $"{item?.GetType().Name ?? "null"} is neither a tensor of images nor a data set.",
                    "Give tensors of N x C x H x W with 1 or 3 channels, or a TorchDataset.");
        }
    }
}
