using System.Management.Automation;
using Freeze.Models;
using Freeze.Models.Matching;
using Freeze.Models.Pretrained;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Imports a model: an architecture by name with weights from files, an exported file, or a module of your own.</summary>
/// <remarks>
/// <para>Weights are read from PyTorch's .pth files and from .safetensors; reading never runs code from a file. The keys must match: what is missing,
/// unexpected or of another shape is the error ArchitectureMismatch, which lists it. Only the head may differ, where -ClassCount asks for another size.</para>
/// <para>Architectures carry torchvision's names, and their parameters torchvision's names and order. dcgan_generator and dcgan_discriminator are those of
/// PyTorch's DCGAN tutorial, the latter without its last sigmoid; -Width is their ngf and ndf.</para>
/// <para>A TorchScript file is a program, which libtorch compiles as it is loaded. What would run then, reach files or end the process is refused; but what the module
/// does when it is used is its author's choice, so take such files from people you trust. A scripted module follows training and evaluation mode; in a traced
/// one tracing has fixed the mode of BatchNorm and dropout, of which a warning tells. -ClassCount and -ResetHead replace its last layer, if that is a Linear layer or a 1x1
/// convolution, and -InputChannels fits its first convolution; the module is then run once to see that its code goes along. Modules that went through torch.jit.freeze have no
/// parameters, and quantised ones none that train: export the module before either. Half precision trains as it is; -DataType float32 converts it.</para>
/// </remarks>
/// <example>
///   <summary>A pretrained residual network with a fresh head</summary>
///   <code>Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead</code>
///   <para>Everything but the head comes from the file.</para>
/// </example>
/// <example>
///   <summary>A head and a backbone from two files</summary>
///   <code>Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 5 -Seed 1 | Export-TorchModel examples/output/head.safetensors -Force
/// Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 5 -Weights examples/output/head.safetensors, examples/data/narrow16_pretrained_0to4.pth</code>
///   <para>Files are laid over each other, and later ones win.</para>
/// </example>
/// <example>
///   <summary>Random weights</summary>
///   <code>Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 -Seed 1</code>
///   <para>The same seed gives the same weights.</para>
/// </example>
/// <example>
///   <summary>A file written by Export-TorchModel</summary>
///   <code>Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 | Export-TorchModel examples/output/small.safetensors -Force
/// Import-TorchModel -Path examples/output/small.safetensors</code>
///   <para>The file says which architecture it is, what was frozen, and what the classes are called.</para>
/// </example>
[Cmdlet(VerbsData.Import, "TorchModel", DefaultParameterSetName = ByArchitecture)]
[OutputType(typeof(TorchModel))]
public sealed class ImportTorchModelCommand : FreezeCommand
{
    private const string ByArchitecture = "Architecture", ByPath = "Path", ByModule = "Module";

    /// <summary>The architecture's name; Get-TorchArchitecture lists them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArchitecture)]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    public string Architecture { get; set; } = "";

    /// <summary>Weight files (.pth, .pt, .safetensors), laid over each other: later ones win. Together they must cover the model.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [SupportsWildcards]
    public string[] Weights { get; set; } = [];

    /// <summary>Takes torchvision's published ImageNet weights. They are downloaded once, into FREEZE_HOME or the user's cache folder, and checked against
    /// the hash in their name; FREEZE_WEIGHTS_URI names another address that has them. The model knows then that it takes images as ImageNet's are
    /// made.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public SwitchParameter Pretrained { get; set; }

    /// <summary>A file written by Export-TorchModel, or a TorchScript file (.pt), scripted or traced.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPath)]
    [Alias("FullName")]
    [SupportsWildcards]
    public string Path { get; set; } = "";

    /// <summary>A module that the script built, or compiled from C#.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByModule)]
    public torch.nn.Module? Module { get; set; }

    /// <summary>Outputs of the classifier; where the weights have another number, the head is drawn afresh, and Import.Reinitialized names it.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    public int ClassCount { get; set; }

    /// <summary>Draws the head afresh even where the weights have one of the same size.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter ResetHead { get; set; }

    /// <summary>Channels of the images. The first convolution of weights with another number is fitted, and Import.Adapted names it: for one channel its channels are
    /// summed, so that grey images give what they gave as red, green and blue; for others they are taken in turn, scaled to the same total.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    [PSDefaultValue(Value = 3)]
    public int InputChannels { get; set; }

    /// <summary>Channels of the first stage, where the architecture has such a number (residual networks and dcgan: 64), for small experiments.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public int Width { get; set; }

    /// <summary>Height and width of the images, where the layers depend on them: 28, 32 or 64 for dcgan_generator and dcgan_discriminator.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public int ImageSize { get; set; }

    /// <summary>Elements of the noise that a generator takes (dcgan_generator: 100).</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public int LatentSize { get; set; }

    /// <summary>Standard as published; Small begins with a 3x3 stride-1 convolution without max-pooling, for images of about 32 pixels.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [PSDefaultValue(Value = "Standard")]
    public StemKind Stem { get; set; } = StemKind.Standard;

    /// <summary>Seed of weights that are drawn; without it they come from the process's random state.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    public long Seed { get; set; }

    /// <summary>Loads what fits and warns of what does not, instead of refusing.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public SwitchParameter AllowMismatch { get; set; }

    /// <summary>Where the tensors are to lie: cpu, cuda, cuda:1, mps.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [PSDefaultValue(Value = "cpu")]
    public string? Device { get; set; }

    /// <summary>The data type of the parameters. A file given as -Path keeps its own; -Weights of another type are converted, of which a warning tells unless this is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataTypeCompleter))]
    [PSDefaultValue(Value = "float32")]
    public string? DataType { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case ByModule:
                Emit(ModelImporter.FromModule(Module!, Options));
                break;
            case ByPath:
                foreach (var path in UserPaths.ToExisting(this, Path))
                    Emit(ModelImporter.FromFile(path, Options));
                break;
            default:
                var model = ModelImporter.FromArchitecture(Architecture, Options with { Weights = [.. WeightPaths()] });
                if (Pretrained && Weights.Length == 0)
                    model.Input = ImagePreparation.Published(model);
                Emit(model);
                break;
        }
    }

    // Published weights come first, so that files of one's own are laid over them.
    private IEnumerable<string> WeightPaths() =>
        (Pretrained ? [Download()] : Enumerable.Empty<string>()).Concat(UserPaths.ToWeights(this, Weights));

    private string Download()
    {
        var download = WeightCache.For(ArchitectureRegistry.Get(Architecture).Name);
        using var progress = new StepProgress(this, $"Downloading the weights of {Architecture}");
        foreach (var state in download.Run(Cancellation))
        {
            if (progress.IsDue)
                progress.Show(state.Share, state.ToString());
        }

        return download.Target;
    }

    private ImportOptions Options => new()
    {
        Build = new ArchitectureOptions
        {
            ClassCount = Given(nameof(ClassCount), ClassCount),
            InputChannels = Given(nameof(InputChannels), InputChannels),
            Width = Given(nameof(Width), Width),
            ImageSize = Given(nameof(ImageSize), ImageSize),
            LatentSize = Given(nameof(LatentSize), LatentSize),
            Stem = Stem,
        },
        ResetHead = ResetHead,
        AllowMismatch = AllowMismatch,
        Seed = MyInvocation.BoundParameters.ContainsKey(nameof(Seed)) ? Seed : null,
        Device = Device,
        DataType = DataType,
    };

    private int? Given(string parameter, int value) => MyInvocation.BoundParameters.ContainsKey(parameter) ? value : null;

    private void Emit(TorchModel model)
    {
        WriteVerbose($"{model.Name}: {model.Import}.");
        var parameters = model.Parameters.Select(parameter => parameter.Name).ToHashSet();
        WarnOfMissing(model, [.. model.Import.Missing.Where(parameters.Contains)], "random values");
        // Running statistics and counters are not drawn.
        WarnOfMissing(model, [.. model.Import.Missing.Where(name => !parameters.Contains(name))], "their initial values");
        if (model.Import.Unexpected.Count > 0)
            WriteWarning($"{model.Name}: left out {NameList.Shorten(model.Import.Unexpected)}, which the model does not have in this shape.");
        foreach (var remark in model.Import.Remarks)
            WriteWarning($"{model.Name}: {remark}.");
        if (model.Parameters.Count == 0)
            WriteWarning($"{model.Name} has no parameters, as torch.jit.freeze leaves a module: it can be run, and neither frozen nor trained.");
        WriteObject(model);
    }

    private void WarnOfMissing(TorchModel model, IReadOnlyList<string> names, string values)
    {
        if (names.Count > 0)
        {
            WriteWarning($"{model.Name}: no file had {NameList.Shorten(names)}; "
                + $"{(names.Count == 1 ? "it holds" : "they hold")} {values}.");
        }
    }
}
