using System.Management.Automation;
using Freeze.Models;
using Freeze.Models.Matching;
using Freeze.Models.Pretrained;
using Freeze.Networks;
using Freeze.Tensors;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Imports a model: an architecture by name with weights from files, an exported file, or a torch module of your own.</summary>
/// <remarks>
/// <para>Weights are read from PyTorch's .pth files and from .safetensors; reading never runs code from a file. The keys must match: a missing or unexpected
/// key, or one with another shape, is the error ArchitectureMismatch, which lists them. Only the head may differ, if -ClassCount asks for another
/// size.</para>
/// <para>Architectures have torchvision's names, and their parameters have torchvision's names and order. dcgan_generator and dcgan_discriminator are those
/// of PyTorch's DCGAN tutorial, the discriminator without its final sigmoid; -Width is their ngf and ndf.</para>
/// <para>A TorchScript file is a program that libtorch compiles when it is loaded. Code that would run during loading, access files or end the process is
/// refused. The author still decides what the module does when it is used, so use only files from people you trust. A scripted module follows training and
/// evaluation mode. Tracing fixes the mode of BatchNorm and dropout, and a warning says so.</para>
/// <para>For TorchScript, -ClassCount and -ResetHead replace the last layer, if it is a Linear layer or a 1x1 convolution, and -InputChannels adapts the
/// first convolution. The module is then run once to check that its code still works. Modules from torch.jit.freeze have no parameters, and quantized modules
/// have none that train: export the module before either step. A half-precision module trains in half precision; -DataType float32 converts it.</para>
/// </remarks>
/// <example>
///   <summary>Import a pretrained residual network with a new head</summary>
///   <code>Import-TorchModel resnet18 -Weights examples/data/narrow16_pretrained_0to4.pth -Width 16 -Stem Small -ClassCount 5 -ResetHead</code>
///   <para>Everything but the head comes from the file.</para>
/// </example>
/// <example>
///   <summary>Load a head and a backbone from two files</summary>
///   <code>Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 5 -Seed 1 | Export-TorchModel examples/output/head.safetensors -Force
/// Import-TorchModel resnet18 -Width 16 -Stem Small -ClassCount 5 -Weights examples/output/head.safetensors, examples/data/narrow16_pretrained_0to4.pth</code>
///   <para>Later files override earlier ones.</para>
/// </example>
/// <example>
///   <summary>Start from random weights</summary>
///   <code>Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 -Seed 1</code>
///   <para>The same seed gives the same weights.</para>
/// </example>
/// <example>
///   <summary>Load a file written by Export-TorchModel</summary>
///   <code>Import-TorchModel resnet18 -Width 8 -Stem Small -ClassCount 10 | Export-TorchModel examples/output/small.safetensors -Force
/// Import-TorchModel -Path examples/output/small.safetensors</code>
///   <para>The file holds the architecture, the freeze plan and the names of the classes.</para>
/// </example>
[Cmdlet(VerbsData.Import, "TorchModel", DefaultParameterSetName = ByArchitecture)]
[OutputType(typeof(TorchModel))]
public sealed class ImportTorchModelCommand : FreezeCommand
{
    private const string ByArchitecture = "Architecture", ByPath = "Path", ByModule = "Module";

    /// <summary>Name of the architecture; Get-TorchArchitecture lists them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByArchitecture)]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    public string Architecture { get; set; } = "";

    /// <summary>Weight files to load (.pth, .pt, .safetensors). Later files override earlier ones; together they must cover the model.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [SupportsWildcards]
    public string[] Weights { get; set; } = [];

    /// <summary>Loads torchvision's published ImageNet weights. They are downloaded once, to FREEZE_HOME or the user's cache folder, and checked against the
    /// hash in their name; FREEZE_WEIGHTS_URI sets another address to download from. Without -Weights, the model's Input is then set to ImageNet's image
    /// preparation.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public SwitchParameter Pretrained { get; set; }

    /// <summary>Path of a file written by Export-TorchModel, or of a TorchScript file (.pt), scripted or traced.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPath)]
    [Alias("FullName")]
    [SupportsWildcards]
    public string Path { get; set; } = "";

    /// <summary>Torch module that the script built, or that was compiled from C#.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByModule)]
    public torch.nn.Module? Module { get; set; }

    /// <summary>Number of classifier outputs. If the weights have another number, the head is reinitialized with random values, and Import.Reinitialized
    /// names it.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    public int ClassCount { get; set; }

    /// <summary>Reinitializes the head with random values even if the weights have one of the same size.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter ResetHead { get; set; }

    /// <summary>Number of image channels. If the weights have another number, the first convolution is adapted, and Import.Adapted names it. For one channel
    /// its channels are summed, so gray images give the same result as their red, green and blue version; for other numbers the channels are used in turn,
    /// scaled to the same total.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    [PSDefaultValue(Value = 3)]
    public int InputChannels { get; set; }

    /// <summary>Number of channels of the first stage, for small experiments; only for architectures with such a number (residual networks and dcgan:
    /// 64).</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public int Width { get; set; }

    /// <summary>Height and width of the images in pixels, if the layers depend on them: 28, 32 or 64 for dcgan_generator and dcgan_discriminator.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public int ImageSize { get; set; }

    /// <summary>Length of the noise vector that a generator takes (dcgan_generator: 100).</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public int LatentSize { get; set; }

    /// <summary>First layers of the network. Standard is as published; Small starts with a 3x3 stride-1 convolution without max-pooling, for images of about
    /// 32 pixels.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [PSDefaultValue(Value = "Standard")]
    public StemKind Stem { get; set; } = StemKind.Standard;

    /// <summary>Seed of randomly initialized weights; by default they use the random state of the process.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    [Parameter(ParameterSetName = ByPath)]
    public long Seed { get; set; }

    /// <summary>Loads the weights that fit, and warns of the others instead of failing.</summary>
    [Parameter(ParameterSetName = ByArchitecture)]
    public SwitchParameter AllowMismatch { get; set; }

    /// <summary>Device of the tensors: cpu, cuda, cuda:1, mps.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [PSDefaultValue(Value = "cpu")]
    public string? Device { get; set; }

    /// <summary>Data type of the parameters. A file given as -Path keeps its own. -Weights of another type are converted, with a warning unless this
    /// parameter is given.</summary>
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
            WriteWarning($"{model.Name}: skipped {NameList.Shorten(model.Import.Unexpected)}, which the model does not have in this shape.");
        foreach (var remark in model.Import.Remarks)
            WriteWarning($"{model.Name}: {remark}.");
        if (model.Parameters.Count == 0)
            WriteWarning($"{model.Name} has no parameters, like any module from torch.jit.freeze: it can be run, but not frozen or trained.");
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
