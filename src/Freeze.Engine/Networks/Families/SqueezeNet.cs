using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters" (2016), as torchvision builds them.</summary>
/// <remarks>Stages: the first convolution, each fire module (with the pooling after it) and the classifier's convolution.</remarks>
public sealed class SqueezeNet : StagedNetwork
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    private SqueezeNet(string name, ArchitectureOptions options, Func<int, Sequential> layers) : base(name)
    {
        features = layers(options.InputChannels ?? 3);
        var head = Conv2d(512, options.ClassCount ?? 1000, 1);
        classifier = Sequential(Dropout(0.5), head, ReLU(inplace: true), AdaptiveAvgPool2d(1));
        RegisterComponents();
        Initialize(head);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("squeezenet1_0", 1_248_424, [3, 4, 5, 7, 8, 9, 10, 12], Version10),
        Entry("squeezenet1_1", 1_235_496, [3, 4, 6, 7, 9, 10, 11, 12], Version11),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, after: scores => scores.flatten(1)),
    ];

    private static Sequential Version10(int inputs) => Sequential(
        Conv2d(inputs, 96, 7, stride: 2), ReLU(inplace: true), Pool(),
        new FireModule(96, 16, 64), new FireModule(128, 16, 64), new FireModule(128, 32, 128), Pool(),
        new FireModule(256, 32, 128), new FireModule(256, 48, 192), new FireModule(384, 48, 192), new FireModule(384, 64, 256), Pool(),
        new FireModule(512, 64, 256));

    private static Sequential Version11(int inputs) => Sequential(
        Conv2d(inputs, 64, 3, stride: 2), ReLU(inplace: true), Pool(),
        new FireModule(64, 16, 64), new FireModule(128, 16, 64), Pool(),
        new FireModule(128, 32, 128), new FireModule(256, 32, 128), Pool(),
        new FireModule(256, 48, 192), new FireModule(384, 48, 192), new FireModule(384, 64, 256), new FireModule(512, 64, 256));

    private static MaxPool2d Pool() => MaxPool2d(3, stride: 2, ceil_mode: true);

    private static Architecture Entry(string name, long parameters, int[] fires, Func<int, Sequential> layers) => new(
        name, "SqueezeNet", "classifier.1", 224, parameters, ["features.0", .. fires.Select(index => $"features.{index}"), "classifier.1"],
        ArchitectureFeatures.None, options => new SqueezeNet(name, options, layers));

    private void Initialize(Conv2d head)
    {
        using var off = no_grad();
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            init.kaiming_uniform_(convolution.weight);
            init.zeros_(convolution.bias!);
        }

        init.normal_(head.weight, 0, 0.01);
    }
}
