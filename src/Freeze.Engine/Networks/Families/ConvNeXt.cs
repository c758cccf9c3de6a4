using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Liu et al., "A ConvNet for the 2020s" (2022), as torchvision builds them.</summary>
/// <remarks>
/// Stages: the patches (features.0), the four groups of blocks and the halvings between them, the last normalisation (classifier.0, with average
/// pooling) and the classifier's linear layer.
/// </remarks>
public sealed class ConvNeXt : StagedNetwork
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private ConvNeXt(string name, int[] depths, int[] widths, double dropped, ArchitectureOptions options) : base(name)
    {
        features = Sequential(Sequential(Conv2d(options.InputChannels ?? 3, widths[0], 4, stride: 4), new ChannelNorm(widths[0])));
        var blocks = depths.Sum();
        var index = 0;
        for (var level = 0; level < depths.Length; level++)
        {
            var group = Sequential();
            // Deeper blocks are left out more often, the last one with the full chance.
            for (var i = 0; i < depths[level]; i++)
                group.append(new ConvNeXtBlock(widths[level], dropped * index++ / (blocks - 1)));
            features.append(group);
            if (level < depths.Length - 1)
                features.append(Sequential(new ChannelNorm(widths[level]), Conv2d(widths[level], widths[level + 1], 2, stride: 2)));
        }

        avgpool = AdaptiveAvgPool2d(1);
        classifier = Sequential(new ChannelNorm(widths[^1]), Flatten(1), Linear(widths[^1], options.ClassCount ?? 1000));
        RegisterComponents();
        foreach (var module in modules())
        {
            if (module is Conv2d convolution)
                NetworkInitialization.Normal(convolution.weight, convolution.bias, 0.02);
            else if (module is Linear linear)
                NetworkInitialization.Normal(linear.weight, linear.bias, 0.02);
        }
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("convnext_tiny", [3, 3, 9, 3], [96, 192, 384, 768], 0.1, 28_589_128),
        Entry("convnext_small", [3, 3, 27, 3], [96, 192, 384, 768], 0.4, 50_223_688),
        Entry("convnext_base", [3, 3, 27, 3], [128, 256, 512, 1024], 0.5, 88_591_464),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, before: avgpool.call),
    ];

    private static Architecture Entry(string name, int[] depths, int[] widths, double dropped, long parameters) => new(
        name, "ConvNeXt", "classifier.2", 224, parameters, [.. Enumerable.Range(0, 8).Select(index => $"features.{index}"), "classifier.0", "classifier.2"],
        ArchitectureFeatures.None, options => new ConvNeXt(name, depths, widths, dropped, options));
}
