using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014), as torchvision builds it.</summary>
/// <remarks>Stages: the five convolutions (with ReLU and pooling) and the three linear layers (with the dropout before them).</remarks>
public sealed class AlexNet : StagedNetwork
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private AlexNet(ArchitectureOptions options) : base("alexnet")
    {
        features = Sequential(
            Conv2d(options.InputChannels ?? 3, 64, 11, stride: 4, padding: 2), ReLU(inplace: true),
            MaxPool2d(3, stride: 2),
            Conv2d(64, 192, 5, padding: 2), ReLU(inplace: true),
            MaxPool2d(3, stride: 2),
            Conv2d(192, 384, 3, padding: 1), ReLU(inplace: true),
            Conv2d(384, 256, 3, padding: 1), ReLU(inplace: true),
            Conv2d(256, 256, 3, padding: 1), ReLU(inplace: true),
            MaxPool2d(3, stride: 2));
        avgpool = AdaptiveAvgPool2d([6, 6]);
        classifier = Sequential(
            Dropout(0.5), Linear(256 * 6 * 6, 4096), ReLU(inplace: true),
            Dropout(0.5), Linear(4096, 4096), ReLU(inplace: true),
            Linear(4096, options.ClassCount ?? 1000));
        RegisterComponents();
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        new("alexnet", "AlexNet", "classifier.6", 224, 61_100_840,
            ["features.0", "features.3", "features.6", "features.8", "features.10", "classifier.1", "classifier.4", "classifier.6"],
            ArchitectureFeatures.None, options => new AlexNet(options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, before: maps => avgpool.call(maps).flatten(1)),
    ];
}
