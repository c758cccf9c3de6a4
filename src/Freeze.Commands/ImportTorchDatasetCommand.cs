using System.Management.Automation;
using Freeze.Data;
using Freeze.Data.Tables;
using Freeze.Models.Matching;

namespace Freeze.Commands;

/// <summary>Imports data for training and evaluation.</summary>
/// <remarks>
/// <para>Reads these sources: a folder with one folder of images per class (JPEG, PNG, WebP, BMP; rotated upright by their EXIF orientation, transparent
/// images drawn on -Background); IDX files (MNIST and similar, gzip-compressed or plain); the binary version of CIFAR-10 and CIFAR-100 (a file, or the
/// folder); tables (.csv, separated by comma, semicolon or tab); NumPy's .npy and .npz; and .safetensors with tensors named inputs or images, and
/// labels.</para>
/// <para>Samples can also come through the pipeline: objects with a number in each property, such as those of Import-Csv, or with one array or tensor beside
/// the label; arrays of numbers; tensors. Properties are matched by name; entries of a hashtable are sorted by name.</para>
/// <para>Bytes are divided by 255; floats are used as they are. The steps run in this order: select classes, take the first samples, resize images, pad with
/// zeros, scale, normalize, repeat gray images to the requested channels, and in training augment with -Augment. Evaluation uses the same data without
/// augmentation. The augmentation of a sample depends only on -Seed of the training command, the epoch and the sample.</para>
/// <para>-Like prepares data as other data or a model does, with the same classes in the same order, even if a folder lacks some of them. A class that is not
/// among them is the error ClassMismatch. Load validation and test data this way; otherwise the model is evaluated on other inputs than it was trained
/// on.</para>
/// <para>Folders of images are read while they are used, on separate threads ahead of training, so they may be larger than memory.</para>
/// <para>-Augment takes torchvision's names, arguments and defaults, such as 'RandomErasing(p=0.2, scale=(0.02, 0.2))'. Freeze has its own defaults where
/// torchvision has none, or one that changes nothing: RandomCrop pads by an eighth of the shorter side, or with a larger -ResizeSize moves the square that is
/// cropped; ColorJitter without arguments uses brightness, contrast and saturation 0.4 and hue 0.1; Rotation uses 15 degrees. With -ImageSize,
/// RandomResizedCrop crops from the image as it is in the file.</para>
/// </remarks>
/// <example>
///   <summary>Import five classes of Fashion-MNIST for a model that takes 3x32x32</summary>
///   <code>Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class (5..9) -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530</code>
///   <para>The label file is found beside the images; classes 5 to 9 become 0 to 4.</para>
/// </example>
/// <example>
///   <summary>Prepare test data like the training data</summary>
///   <code>$prepare = @{ Class = 5..9; Padding = 2; Channels = 3; Mean = 0.2860; StandardDeviation = 0.3530 }
/// $train = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz @prepare
/// $test = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Like $train</code>
///   <para>-Like $model does the same for a model that was trained here, or that Export-TorchModel wrote.</para>
/// </example>
/// <example>
///   <summary>Load a few samples to try things out</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -First 100
/// $data.SampleShape</code>
///   <para>1, 28 and 28: one gray channel, 28 rows, 28 columns.</para>
/// </example>
/// <example>
///   <summary>Resize images, and augment them in training</summary>
///   <code>Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -ImageSize 32 -Channels 3 -Augment HorizontalFlip, 'RandomCrop(padding=4)'</code>
///   <para>For a folder of photographs, prepared as for ImageNet: -ImageSize 224 -ResizeSize 256 -Mean 0.485, 0.456, 0.406 -StandardDeviation 0.229, 0.224,
///   0.225 -Augment RandomResizedCrop, HorizontalFlip.</para>
/// </example>
/// <example>
///   <summary>Import rows from the pipeline</summary>
///   <code>$rows = 1..20 | ForEach-Object { [pscustomobject]@{ Length = $_; Width = $_ / 2; Kind = $_ -gt 10 ? 'large' : 'small' } }
/// $rows | Import-TorchDataset -Label Kind</code>
///   <para>Text labels become classes in the order of their names.</para>
/// </example>
/// <example>
///   <summary>Import images that a script made</summary>
///   <code>1..8 | ForEach-Object { [pscustomobject]@{ Image = [TorchSharp.torch]::rand(3, 32, 32); Label = $_ % 2 } } | Import-TorchDataset</code>
///   <para>Each sample is a tensor or array of C x H x W, or H x W if it is gray.</para>
/// </example>
/// <seealso cref="SplitTorchDatasetCommand"/>
/// <seealso cref="StartFineTuneCommand"/>
[Cmdlet(VerbsData.Import, "TorchDataset", DefaultParameterSetName = ByObject)]
[OutputType(typeof(TorchDataset))]
public sealed class ImportTorchDatasetCommand : FreezeCommand
{
    private const string ByPath = "Path", ByObject = "InputObject";
    private ObjectTable? _table;
    private DatasetLike? _like;

    /// <summary>Path of the data file or folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPath)]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>Samples from the pipeline: objects with a label and either numbers as properties or one array or tensor; arrays of numbers; tensors. A path
    /// or a file is opened as with -Path.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Format of the data; Auto detects it from the content.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Auto")]
    public DatasetFormat Format { get; set; } = DatasetFormat.Auto;

    /// <summary>Path of the label file for IDX and .npy files; by default x-labels-idx1-ubyte beside x-images-idx3-ubyte, or x-labels.npy beside
    /// x-images.npy.</summary>
    [Parameter]
    public string? LabelPath { get; set; }

    /// <summary>Label column of a table, by name or by number from 0 (-1 is the last); by default the column named label. For CIFAR-100: fine (default) or
    /// coarse.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Size of the images in pixels. One number resizes the shorter side and crops a square from the center; two numbers stretch to height and
    /// width. Resizing is antialiased, as in torchvision.</summary>
    [Parameter]
    public int[] ImageSize { get; set; } = [];

    /// <summary>Size of the shorter side in pixels before the square is cropped; by default that of -ImageSize.</summary>
    [Parameter]
    public int? ResizeSize { get; set; }

    /// <summary>Number of zero pixels added on each side, before normalization.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int Padding { get; set; }

    /// <summary>Number of input channels; gray images are repeated to them. Folders of images have 3, or with 1 are converted to gray.</summary>
    [Parameter]
    public int? Channels { get; set; }

    /// <summary>Mean that is subtracted from each channel: one number, or one per channel, for values between 0 and 1.</summary>
    [Parameter]
    public double[] Mean { get; set; } = [];

    /// <summary>Standard deviation that each channel is divided by: one number, or one per channel.</summary>
    [Parameter]
    public double[] StandardDeviation { get; set; } = [];

    /// <summary>Augmentations to apply in training, in this order: names, or names with arguments in parentheses.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AugmentationCompleter))]
    public string[] Augment { get; set; } = [];

    /// <summary>Classes to include, by name or number, renumbered 0, 1, ... in the given order.</summary>
    [Parameter]
    public string[] Class { get; set; } = [];

    /// <summary>Number of samples to take, after classes are selected. From a folder of images they are taken evenly by class, always the same ones; see
    /// -Take.</summary>
    [Parameter]
    public int? First { get; set; }

    /// <summary>Order in which -First takes samples: Even takes the same number from each class, spread over the data; First takes the first ones in the
    /// order of the data, which may all be of one class (with a warning). The default is Even for folders of images, and First for all other data.</summary>
    [Parameter]
    public SampleTake Take { get; set; }

    /// <summary>Color behind transparent images, by name, such as white, black or gray, or as '#rrggbb' in quotes. The model's Input keeps it.</summary>
    [Parameter]
    [PSDefaultValue(Value = "white")]
    public string? Background { get; set; }

    /// <summary>Decodes every image once, and leaves out unreadable ones with a warning. Without it, such an image is an error when it is used.</summary>
    [Parameter]
    public SwitchParameter SkipInvalid { get; set; }

    /// <summary>Data set or model whose preparation is copied: size, padding, channels, mean and standard deviation of its inputs. Labels are matched by name
    /// to its classes, in its order. Use it to load validation and test data.</summary>
    [Parameter]
    public object? Like { get; set; }

    private DatasetOptions Options => _like?.Apply(Stated) ?? Stated;

    private DatasetOptions Stated => new()
    {
        Format = Format,
        LabelPath = LabelPath is null ? null : UserPaths.ToFull(this, LabelPath),
        Label = Label,
        Class = Class,
        First = First,
        Take = MyInvocation.BoundParameters.ContainsKey(nameof(Take)) ? Take : null,
        Background = Background,
        SkipInvalid = SkipInvalid,
        Cancellation = Cancellation,
        Augment = Augment,
        Input = new InputTransform { ImageSize = ImageSize, ResizeSize = ResizeSize, Channels = Channels, Padding = Padding, Mean = Mean, StandardDeviation = StandardDeviation },
    };

    /// <inheritdoc/>
    protected override void Begin()
    {
        _like = DatasetLikeness.Of(Like, MyInvocation.BoundParameters);
        if (_like?.Assumption is { } assumption)
            WriteWarning(assumption);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName == ByPath ? Path : InputObject.BaseObject)
        {
            case string path:
                Open(path);
                break;
            case FileSystemInfo file:
                Open(file.FullName);
                break;
            default:
                Add(InputObject);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_table is not null)
            Emit(_table.Build(Options));
    }

    private void Open(string path)
    {
        try
        {
            var data = DatasetReader.Open(UserPaths.ToFull(this, path), Options);
            if (data.Skipped.Count > 0)
                WriteWarning($"{data.Skipped.Count} of {data.Skipped.Count + data.Count} images cannot be read and are skipped: "
                    + $"{string.Join(", ", data.Skipped.Take(5))}{(data.Skipped.Count > 5 ? ", ..." : "")}");
            Emit(data);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Emit(TorchDataset data)
    {
        foreach (var remark in data.Remarks)
            WriteWarning(remark);
        var match = _like?.Match(data);
        foreach (var warning in match?.Warnings ?? [])
            WriteWarning(warning);
        WriteObject(match?.Data ?? data);
    }

    private void Add(PSObject sample)
    {
        if (Format != DatasetFormat.Auto || LabelPath is not null || SkipInvalid || Background is not null)
            throw new FreezeException(ErrorCode.OptionInvalid, "InputObject",
                "-Format, -LabelPath, -SkipInvalid and -Background apply only to files, not to objects from the pipeline.",
                "Leave them out.");
        _table ??= new ObjectTable(Label);
        var (names, values) = new PipelineSample(_table, hasLabel: Label is not null).Take(sample);
        _table.Add(names, values);
    }
}
