namespace Freeze.Networks;

/// <summary>One entry of the registry: a network that can be built by name.</summary>
/// <param name="Name">torchvision's name.</param>
/// <param name="Family">The paper's family, such as ResNet.</param>
/// <param name="HeadName">The dotted name of the classifier's layer.</param>
/// <param name="InputSize">Height and width of the images it was published for.</param>
/// <param name="ParameterCount">torchvision's published number of parameters, for 1000 classes.</param>
/// <param name="StageNames">The stages' names in execution order.</param>
/// <param name="Supports">Which options beyond ClassCount and InputChannels it takes.</param>
/// <param name="Build">Builds it with freshly initialised weights.</param>
public sealed record Architecture(
    string Name,
    string Family,
    string HeadName,
    int InputSize,
    long ParameterCount,
    IReadOnlyList<string> StageNames,
    ArchitectureFeatures Supports,
    Func<ArchitectureOptions, StagedNetwork> Build);
