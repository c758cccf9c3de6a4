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

    private ResNet(string name, BlockKind kind, int[] depths, ArchitectureOptions options) : base(name)
    {
        var width = options.Width ?? 64;
        RequireRoom(name, kind, width);
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
                blocks.Add(($"{i}", kind.Build(channels, planes, i == 0 ? stride : 1)));
                channels = planes * kind.Expansion;
            }

            return Sequential(blocks);
        }
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("resnet18", "ResNet", BlockKind.Basic, [2, 2, 2, 2], 11_689_512),
        Entry("resnet34", "ResNet", BlockKind.Basic, [3, 4, 6, 3], 21_797_672),
        Entry("resnet50", "ResNet", BlockKind.Bottleneck(), [3, 4, 6, 3], 25_557_032),
        Entry("resnet101", "ResNet", BlockKind.Bottleneck(), [3, 4, 23, 3], 44_549_160),
        Entry("resnet152", "ResNet", BlockKind.Bottleneck(), [3, 8, 36, 3], 60_192_808),
        Entry("resnext50_32x4d", "ResNeXt", BlockKind.Bottleneck(groups: 32, groupWidth: 4), [3, 4, 6, 3], 25_028_904),
        Entry("wide_resnet50_2", "Wide ResNet", BlockKind.Bottleneck(groupWidth: 128), [3, 4, 6, 3], 68_883_240),
    ];

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

    private static Architecture Entry(string name, string family, BlockKind kind, int[] depths, long parameters) => new(
        name, family, "fc", 224, parameters, ["conv1", "layer1", "layer2", "layer3", "layer4", "fc"],
        ArchitectureFeatures.Width | ArchitectureFeatures.Stem,
        options => new ResNet(name, kind, depths, options));

    // The shortcut fits the input to the output where the block changes its size or its channels; null where it need not.
    private static Sequential? Downsample(int inputs, int outputs, int stride) => stride == 1 && inputs == outputs ? null
        : Sequential(("0", Conv2d(inputs, outputs, 1, stride: stride, bias: false)), ("1", BatchNorm2d(outputs)));

    // A grouped network needs a channel for each group: torchvision rounds the channels of a group down, and so to none.
    private static void RequireRoom(string name, BlockKind kind, int width)
    {
        if (width * kind.GroupWidth / 64 > 0)
            return;
        var least = (63 + kind.GroupWidth) / kind.GroupWidth;
        throw new FreezeException(ErrorCode.OptionInvalid, name,
            $"With -Width {width} the groups of {name} have no channels.",
            $"Give {name} a -Width of at least {least}.");
    }

    private Tensor Stem(Tensor images)
    {
        var features = relu.call(bn1.call(conv1.call(images)));
        return maxpool is null ? features : maxpool.call(features);
    }

    /// <summary>The kind of block that a network is made of.</summary>
    /// <param name="Expansion">Output channels for each of its planes.</param>
    /// <param name="GroupWidth">Channels of each group of its 3x3 convolution, for a block of 64 planes.</param>
    /// <param name="Build">Builds one from input channels, planes and stride.</param>
    private sealed record BlockKind(int Expansion, int GroupWidth, Func<int, int, int, Module<Tensor, Tensor>> Build)
    {
        public static BlockKind Basic { get; } = new(1, 64, (inputs, planes, stride) => new BasicBlock(inputs, planes, stride));

        public static BlockKind Bottleneck(int groups = 1, int groupWidth = 64) => new(ResNet.Bottleneck.Expansion, groupWidth,
            (inputs, planes, stride) => new Bottleneck(inputs, planes, stride, groups, groupWidth));
    }

    /// <summary>Two 3x3 convolutions, added to the input.</summary>
    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        // Registered in this order, which is torchvision's order of parameters.
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm2d bn2;
        private readonly ReLU relu;
        private readonly Sequential? downsample;

        public BasicBlock(int inputs, int planes, int stride) : base("BasicBlock")
        {
            conv1 = Conv2d(inputs, planes, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(planes);
            conv2 = Conv2d(planes, planes, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(planes);
            relu = ReLU(inplace: true);
            downsample = Downsample(inputs, planes, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = bn2.call(conv2.call(relu.call(bn1.call(conv1.call(input)))));
            var identity = downsample is null ? input : downsample.call(input);
            return relu.call(features.add_(identity)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Convolutions of 1x1, 3x3 and 1x1, four times as wide at their end, added to the input.</summary>
    private sealed class Bottleneck : Module<Tensor, Tensor>
    {
        public const int Expansion = 4;

        // Registered in this order, which is torchvision's order of parameters.
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;
        private readonly Conv2d conv2;
        private readonly BatchNorm2d bn2;
        private readonly Conv2d conv3;
        private readonly BatchNorm2d bn3;
        private readonly ReLU relu;
        private readonly Sequential? downsample;

        public Bottleneck(int inputs, int planes, int stride, int groups, int groupWidth) : base("Bottleneck")
        {
            var inner = planes * groupWidth / 64 * groups;
            var outputs = planes * Expansion;
            conv1 = Conv2d(inputs, inner, 1, bias: false);
            bn1 = BatchNorm2d(inner);
            // The stride sits on the 3x3 convolution, as torchvision does ("ResNet V1.5").
            conv2 = Conv2d(inner, inner, 3, stride: stride, padding: 1, groups: groups, bias: false);
            bn2 = BatchNorm2d(inner);
            conv3 = Conv2d(inner, outputs, 1, bias: false);
            bn3 = BatchNorm2d(outputs);
            relu = ReLU(inplace: true);
            downsample = Downsample(inputs, outputs, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = relu.call(bn2.call(conv2.call(relu.call(bn1.call(conv1.call(input))))));
            features = bn3.call(conv3.call(features));
            var identity = downsample is null ? input : downsample.call(input);
            return relu.call(features.add_(identity)).MoveToOuterDisposeScope();
        }
    }
}
