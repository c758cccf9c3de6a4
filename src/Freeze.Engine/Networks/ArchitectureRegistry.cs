using Freeze.Networks.Families;
using Freeze.Tensors;

namespace Freeze.Networks;

/// <summary>Every architecture that can be built by name; the one list that completion, help and the commands read.</summary>
public static class ArchitectureRegistry
{
    private static readonly IReadOnlyList<IReadOnlyList<Architecture>> Families =
    [
        ResNet.Architectures, Vgg.Architectures, AlexNet.Architectures, SqueezeNet.Architectures, DenseNet.Architectures, MobileNetV2.Architectures,
        MobileNetV3.Architectures, EfficientNet.Architectures, RegNet.Architectures, ShuffleNetV2.Architectures,
        ConvNeXt.Architectures, VisionTransformer.Architectures, DcganGenerator.Architectures, DcganDiscriminator.Architectures,
    ];

    private static readonly IReadOnlyDictionary<string, Architecture> ByName = Families.SelectMany(family => family)
        .ToDictionary(architecture => architecture.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them, in the order of their families.</summary>
    public static IReadOnlyList<Architecture> All { get; } = [.. ByName.Values];

    /// <summary>Finds one by its name, in any letter case.</summary>
    /// <exception cref="FreezeException">ArchitectureUnknown, with the nearest names.</exception>
    public static Architecture Get(string name)
    {
        if (ByName.TryGetValue(name, out var architecture))
            return architecture;
        var isFile = name.IndexOfAny(['/', '\\']) >= 0 || Path.HasExtension(name);
        throw new FreezeException(ErrorCode.ArchitectureUnknown, name,
            $"No architecture is called '{name}'.{NearestNames.Suggest(name, ByName.Keys)}",
            isFile
                ? $"To load a TorchScript file or a file written by Export-TorchModel, use Import-TorchModel -Path '{name}'. " +
                    $"To load weights into an architecture, use Import-TorchModel <architecture> -Weights '{name}'."
                : "Get-TorchArchitecture lists all of them.");
    }

    /// <summary>Builds one.</summary>
    /// <exception cref="FreezeException">OptionInvalid: it does not take an option, or a number is not positive.</exception>
    public static StagedNetwork Build(Architecture architecture, ArchitectureOptions options)
    {
        Require(options.Width is null || architecture.Supports.HasFlag(ArchitectureFeatures.Width), architecture, "-Width");
        Require(options.Stem == StemKind.Standard || architecture.Supports.HasFlag(ArchitectureFeatures.Stem), architecture, "-Stem Small");
        Require(options.ImageSize is null || architecture.Supports.HasFlag(ArchitectureFeatures.ImageSize), architecture, "-ImageSize", "dcgan_generator");
        Require(options.LatentSize is null || architecture.Supports.HasFlag(ArchitectureFeatures.Latent), architecture, "-LatentSize", "dcgan_generator");
        Require(options.ClassCount is null || !architecture.Supports.HasFlag(ArchitectureFeatures.Unclassified), architecture, "-ClassCount");
        options.Validate();
        return architecture.Build(options);
    }

    private static void Require(bool supported, Architecture architecture, string option, string other = "resnet18")
    {
        if (!supported)
            throw new FreezeException(ErrorCode.OptionInvalid, architecture.Name, $"{architecture.Name} has no {option}.",
                $"Leave {option} out, or choose an architecture that has it, such as {other}.");
    }
}
