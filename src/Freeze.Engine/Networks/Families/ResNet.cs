using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The residual networks of He et al., "Deep Residual Learning for Image Recognition" (2015), as torchvision builds them, with the grouped
/// ones of Xie et al. (ResNeXt, 2016) and the wide ones of Zagoruyko and Komodakis (2016).
/// </summary>
/// <remarks>Stages: conv1 (with bn1 and max-pooling), layer1, layer2, layer3, layer4, fc (with average pooling).</remarks>
public sealed class ResNet : StagedNetwork
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ReLU relu;
    private readonly MaxPool2d? maxpool;
    private readonly Sequential layer1, layer2, layer3, layer4;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear fc;

    private ResNet(string name, BlockShape shape, int[] depths, ArchitectureOptions options) : base(name)
    {
        var width = options.Width ?? 64;
        RequireRoom(name, shape, width);
        var expansion = shape.Bottleneck ? 4 : 1;
        var channels = width;
        var small = options.Stem == StemKind.Small;
        conv1 = small
            ? Conv2d(options.InputChannels ?? 3, width, 3, stride: 1, padding: 1, bias: false)
            : Conv2d(options.InputChannels ?? 3, width, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(width);
        relu = ReLU(inplace: true);
        maxpool = small ? null : MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(0, stride: 1);
        layer2 = Stage(1, stride: 2);
        layer3 = Stage(2, stride: 2);
        layer4 = Stage(3, stride: 2);
        avgpool = AdaptiveAvgPool2d(1);
        fc = Linear(channels, options.ClassCount ?? 1000);
        RegisterComponents();
        NetworkInitialization.ConvolutionsByFanOut(this);

        Sequential Stage(int index, int stride)
        {
            var blocks = new List<(string, Module<Tensor, Tensor>)>();
            for (var i = 0; i < depths[index]; i++)
            {
                var planes = width << index;
                blocks.Add(($"{i}", new ResidualBlock(channels, planes, i == 0 ? stride : 1, shape)));
                channels = planes * expansion;
            }

            return Sequential(blocks);
        }
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("resnet18", "ResNet", Basic, [2, 2, 2, 2], 11_689_512),
        Entry("resnet34", "ResNet", Basic, [3, 4, 6, 3], 21_797_672),
        Entry("resnet50", "ResNet", Bottleneck, [3, 4, 6, 3], 25_557_032),
        Entry("resnet101", "ResNet", Bottleneck, [3, 4, 23, 3], 44_549_160),
        Entry("resnet152", "ResNet", Bottleneck, [3, 8, 36, 3], 60_192_808),
        Entry("resnext50_32x4d", "ResNeXt", new BlockShape(Bottleneck: true, Groups: 32, GroupWidth: 4), [3, 4, 6, 3], 25_028_904),
        Entry("wide_resnet50_2", "Wide ResNet", new BlockShape(Bottleneck: true, GroupWidth: 128), [3, 4, 6, 3], 68_883_240),
    ];

    private static BlockShape Basic => new(Bottleneck: false);

    private static BlockShape Bottleneck => new(Bottleneck: true);

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        new("conv1", ["conv1", "bn1"], Stem),
        new("layer1", ["layer1"], layer1.call),
        new("layer2", ["layer2"], layer2.call),
        new("layer3", ["layer3"], layer3.call),
        new("layer4", ["layer4"], layer4.call),
        NetworkStage.Entered("fc", ["fc"], maps => avgpool.call(maps).flatten(1), fc.call),
    ];

    private static Architecture Entry(string name, string family, BlockShape shape, int[] depths, long parameters) => new(
        name, family, "fc", 224, parameters, ["conv1", "layer1", "layer2", "layer3", "layer4", "fc"],
        ArchitectureFeatures.Width | ArchitectureFeatures.Stem,
        options => new ResNet(name, shape, depths, options));

    // A grouped network needs a channel for each group: torchvision rounds the channels of a group down, and so to none.
    private static void RequireRoom(string name, BlockShape shape, int width)
    {
        if (width * shape.GroupWidth / 64 > 0)
            return;
        var least = (63 + shape.GroupWidth) / shape.GroupWidth;
        throw new FreezeException(ErrorCode.OptionInvalid, name, $"With -Width {width} the groups of {name} have no channels.", $"Give {name} a -Width of at least {least}.");
    }

    private Tensor Stem(Tensor images)
    {
        var features = relu.call(bn1.call(conv1.call(images)));
        return maxpool is null ? features : maxpool.call(features);
    }
}
