using System.Management.Automation;
using Freeze.Data;
using Freeze.Data.Tables;
using Freeze.Models.Matching;

namespace Freeze.Commands;

/// <summary>Imports data for training and evaluation.</summary>
/// <remarks>
/// <para>Reads a folder with a folder of images for each class (JPEG, PNG, WebP, BMP; turned upright as the camera says, transparent ones laid on -Background), IDX files
/// (MNIST and its relatives, gzip-compressed or plain), the binary version of CIFAR-10 and CIFAR-100 (a file, or the folder), tables (.csv, separated by
/// comma, semicolon or tab), NumPy's .npy and .npz, and .safetensors with tensors named inputs or images, and labels. Samples come through the pipeline too:
/// objects with a number in each property, such as those of Import-Csv, or with one array or tensor beside the label; arrays of numbers; tensors. Properties
/// are told by name; entries of a hashtable are sorted by name.</para>
/// <para>Bytes are divided by 255, floats taken as they are. In this order: classes are selected, the first samples taken, images resized, padded with
/// zeros, scaled, normalised, grey repeated to the wanted channels, and in training varied by -Augment. Evaluation takes the same data as it is. What
/// augmentation does to a sample depends on -Seed of the training command, the epoch and the sample alone.</para>
/// <para>-Like prepares data as other data or a model has it, with the same classes in the same order, even where a folder lacks some of them; a class that
/// is not among them is the
/// error ClassMismatch. Load validation and test data so: prepared otherwise, it would be measured against another input than the model was trained on.</para>
/// <para>Folders of images are read while they are used, ahead of the training on threads of their own, so they may be larger than memory.</para>
/// <para>-Augment takes torchvision's names, arguments and defaults, such as 'RandomErasing(p=0.2, scale=(0.02, 0.2))'. Where torchvision has no default, or
/// one that changes nothing: RandomCrop pads by an eighth of the shorter side, or with a larger -ResizeSize moves the square that is cut; ColorJitter
/// without arguments uses brightness, contrast and saturation 0.4 and hue 0.1; Rotation 15 degrees. With -ImageSize, RandomResizedCrop takes its piece of the image as it is
/// in the file.</para>
/// </remarks>
/// <example>
///   <summary>Five classes of Fashion-MNIST for a model that takes 3x32x32</summary>
///   <code>Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530</code>
///   <para>The labels lie beside the images; classes 5 to 9 become 0 to 4.</para>
/// </example>
/// <example>
///   <summary>Test data, prepared as the training data</summary>
///   <code>$train = Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Padding 2 -Channels 3 -Mean 0.2860 -StandardDeviation 0.3530
/// $test = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -Class 5, 6, 7, 8, 9 -Like $train</code>
///   <para>-Like $model does the same for a model that was trained here, or that Export-TorchModel wrote.</para>
/// </example>
/// <example>
///   <summary>A few samples for a try</summary>
///   <code>$data = Import-TorchDataset examples/data/t10k-images-idx3-ubyte.gz -First 100
/// $data.SampleShape</code>
///   <para>1, 28 and 28: one grey channel, 28 rows, 28 columns.</para>
/// </example>
/// <example>
///   <summary>Images brought to another size, and varied in training</summary>
///   <code>Import-TorchDataset examples/data/train-images-idx3-ubyte.gz -ImageSize 32 -Channels 3 -Augment HorizontalFlip, 'RandomCrop(padding=4)'</code>
///   <para>For a folder of photographs, prepared as for ImageNet: -ImageSize 224 -ResizeSize 256 -Mean 0.485, 0.456, 0.406 -StandardDeviation 0.229, 0.224,
///   0.225 -Augment RandomResizedCrop, HorizontalFlip.</para>
/// </example>
/// <example>
///   <summary>Rows from the pipeline</summary>
///   <code>$rows = 1..20 | ForEach-Object { [pscustomobject]@{ Length = $_; Width = $_ / 2; Kind = $_ -gt 10 ? 'large' : 'small' } }
/// $rows | Import-TorchDataset -Label Kind</code>
///   <para>Text labels become classes in the order of their names.</para>
/// </example>
/// <example>
///   <summary>Images that a script made</summary>
///   <code>1..8 | ForEach-Object { [pscustomobject]@{ Image = [TorchSharp.torch]::rand(3, 32, 32); Label = $_ % 2 } } | Import-TorchDataset</code>
///   <para>A tensor or array for each sample, C x H x W, or H x W for grey.</para>
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

    /// <summary>The data file, or the folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPath)]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>Samples: objects whose properties are numbers, or one array or tensor, and a label; arrays of numbers; tensors. A path or a file is opened as with -Path.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The kind of data; Auto tells it by the content.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Auto")]
    public DatasetFormat Format { get; set; } = DatasetFormat.Auto;

    /// <summary>The file of labels of IDX and .npy files; by default x-labels-idx1-ubyte beside x-images-idx3-ubyte, x-labels.npy beside x-images.npy.</summary>
    [Parameter]
    public string? LabelPath { get; set; }

    /// <summary>The column of labels in a table, by name or by number from 0 (-1 is the last); by default one named label. For CIFAR-100: fine (default) or coarse.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Pixels: one number resizes the shorter side and cuts a square from the middle, two stretch to height and width. Antialiased, as torchvision resizes images.</summary>
    [Parameter]
    public int[] ImageSize { get; set; } = [];

    /// <summary>Pixels of the shorter side before the square is cut; by default those of -ImageSize.</summary>
    [Parameter]
    public int? ResizeSize { get; set; }

    /// <summary>Pixels of zeros on each side, before normalising.</summary>
    [Parameter]
    [PSDefaultValue(Value = 0)]
    public int Padding { get; set; }

    /// <summary>Channels of the input; grey images are repeated to them. Folders of images have 3, or with 1 are turned grey.</summary>
    [Parameter]
    public int? Channels { get; set; }

    /// <summary>Subtracted from each channel: one number, or one a channel, of values between 0 and 1.</summary>
    [Parameter]
    public double[] Mean { get; set; } = [];

    /// <summary>Divided by: one number, or one a channel.</summary>
    [Parameter]
    public double[] StandardDeviation { get; set; } = [];

    /// <summary>How training varies images, in this order: names, or names with arguments in brackets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AugmentationCompleter))]
    public string[] Augment { get; set; } = [];

    /// <summary>Only these classes, by name or number, renumbered 0, 1, ... in the order given.</summary>
    [Parameter]
    public string[] Class { get; set; } = [];

    /// <summary>Only so many samples, after classes are selected. Of a folder of images they are taken evenly by class, the same ones every time; see -Take.</summary>
    [Parameter]
    public int? First { get; set; }

    /// <summary>Which samples -First means: Even takes as many of each class, from all over the data; First the first ones in its order, which may all be of one class
    /// (a warning says so). By default Even for folders of images, and First for everything else.</summary>
    [Parameter]
    public SampleTake Take { get; set; }

    /// <summary>The colour that transparent images are laid on, by name, such as white, black or gray, or as '#rrggbb' in quotes. Kept in the model's Input.</summary>
    [Parameter]
    [PSDefaultValue(Value = "white")]
    public string? Background { get; set; }

    /// <summary>Decodes every image once, and leaves out with a warning those that cannot be read; otherwise such an image is an error when it is used.</summary>
    [Parameter]
    public SwitchParameter SkipInvalid { get; set; }

    /// <summary>Data or a model that this is to be prepared like: size, padding, channels, mean and standard deviation are those of its inputs, and labels
    /// are matched by name to its classes, in its order. This is the way to load validation and test data.</summary>
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
                WriteWarning($"{data.Skipped.Count} of {data.Skipped.Count + data.Count} images cannot be read and are left out: {string.Join(", ", data.Skipped.Take(5))}{(data.Skipped.Count > 5 ? ", ..." : "")}");
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
            throw new FreezeException(ErrorCode.OptionInvalid, "InputObject", "-Format, -LabelPath, -SkipInvalid and -Background go with files, not with objects from the pipeline.", "Leave them out.");
        _table ??= new ObjectTable(Label);
        var (names, values) = new PipelineSample(_table, hasLabel: Label is not null).Take(sample);
        _table.Add(names, values);
    }
}
