using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The networks of Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014), as torchvision builds them.
/// </summary>
/// <remarks>Stages: every convolution (with normalization, ReLU and pooling) and the three linear layers (with the dropout before them).</remarks>
public sealed class Vgg : StagedNetwork
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private Vgg(string name, int[] depths, bool normalized, ArchitectureOptions options) : base(name)
    {
        features = Sequential();
        var channels = options.InputChannels ?? 3;
        for (var level = 0; level < depths.Length; level++)
        {
            for (var i = 0; i < depths[level]; i++)
            {
                features.append(Conv2d(channels, Widths[level], 3, padding: 1));
                if (normalized)
                    features.append(BatchNorm2d(Widths[level]));
                features.append(ReLU(inplace: true));
                channels = Widths[level];
            }

            features.append(MaxPool2d(2, stride: 2));
        }

        avgpool = AdaptiveAvgPool2d([7, 7]);
        classifier = Sequential(
            Linear(512 * 7 * 7, 4096), ReLU(inplace: true), Dropout(0.5),
            Linear(4096, 4096), ReLU(inplace: true), Dropout(0.5),
            Linear(4096, options.ClassCount ?? 1000));
        RegisterComponents();
        NetworkInitialization.ConvolutionsByFanOut(this);
        NetworkInitialization.LinearsNormal(this);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("vgg11", [1, 1, 2, 2, 2], false, 132_863_336),
        Entry("vgg13", [2, 2, 2, 2, 2], false, 133_047_848),
        Entry("vgg16", [2, 2, 3, 3, 3], false, 138_357_544),
        Entry("vgg19", [2, 2, 4, 4, 4], false, 143_667_240),
        Entry("vgg11_bn", [1, 1, 2, 2, 2], true, 132_868_840),
        Entry("vgg13_bn", [2, 2, 2, 2, 2], true, 133_053_736),
        Entry("vgg16_bn", [2, 2, 3, 3, 3], true, 138_365_992),
        Entry("vgg19_bn", [2, 2, 4, 4, 4], true, 143_678_248),
    ];

    private static int[] Widths => [64, 128, 256, 512, 512];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, before: maps => avgpool.call(maps).flatten(1)),
    ];

    private static Architecture Entry(string name, int[] depths, bool normalized, long parameters) => new(
        name, "VGG", "classifier.6", 224, parameters, [.. Convolutions(depths, normalized), "classifier.0", "classifier.3", "classifier.6"],
        ArchitectureFeatures.None, options => new Vgg(name, depths, normalized, options));

    // A convolution and its ReLU, with or without a normalization between them; each level ends with a pooling layer.
    private static IEnumerable<string> Convolutions(int[] depths, bool normalized)
    {
        var index = 0;
        foreach (var depth in depths)
        {
            for (var i = 0; i < depth; i++, index += normalized ? 3 : 2)
                yield return $"features.{index}";
            index++;
        }
    }
}
