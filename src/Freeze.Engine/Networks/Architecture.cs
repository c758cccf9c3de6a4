using Freeze.Tensors;

namespace Freeze.Networks;

/// <summary>One entry of the registry: a network that can be built by name.</summary>
/// <param name="Name">torchvision's name.</param>
/// <param name="Family">The paper's family, such as ResNet.</param>
/// <param name="HeadName">The dotted name of the classifier's layer.</param>
/// <param name="InputSize">Height and width of the images it was published for.</param>
/// <param name="ParameterCount">torchvision's published number of parameters, for 1000 classes.</param>
/// <param name="StageNames">The stages' names in execution order.</param>
/// <param name="Supports">Which options beyond ClassCount and InputChannels it takes.</param>
/// <param name="Build">Builds it with freshly initialized weights.</param>
public sealed record Architecture(
    string Name,
    string Family,
    string HeadName,
    int InputSize,
    long ParameterCount,
    IReadOnlyList<string> StageNames,
    ArchitectureFeatures Supports,
    Func<ArchitectureOptions, StagedNetwork> Build)
{
    /// <summary>Published number of elements of the noise; null for networks that take images.</summary>
    internal int? LatentSize { get; init; }

    /// <summary>Shape of one sample that the network takes: noise as a map of one position, or an image.</summary>
    /// <param name="options">How the network is built.</param>
    internal TensorShape SampleShape(ArchitectureOptions options)
    {
        if (LatentSize is { } published)
            return new TensorShape([options.LatentSize ?? published, 1, 1]);
        var size = options.ImageSize ?? (options.Stem == StemKind.Small ? 32 : InputSize);
        return new TensorShape([options.InputChannels ?? 3, size, size]);
    }
}
