using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design" (2018), as torchvision builds it.</summary>
/// <remarks>Stages: conv1 (with max-pooling), stage2, stage3, stage4, conv5, fc (with average pooling).</remarks>
public sealed class ShuffleNetV2 : StagedNetwork
{
    private readonly Sequential conv1;
    private readonly MaxPool2d maxpool;
    private readonly Sequential stage2, stage3, stage4;
    private readonly Sequential conv5;
    private readonly Linear fc;

    private ShuffleNetV2(string name, int[] widths, ArchitectureOptions options) : base(name)
    {
        conv1 = Sequential(Conv2d(options.InputChannels ?? 3, widths[0], 3, stride: 2, padding: 1, bias: false), BatchNorm2d(widths[0]), ReLU(inplace: true));
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        stage2 = Stage(widths[0], widths[1], repeats: 4);
        stage3 = Stage(widths[1], widths[2], repeats: 8);
        stage4 = Stage(widths[2], widths[3], repeats: 4);
        conv5 = Sequential(Conv2d(widths[3], widths[4], 1, bias: false), BatchNorm2d(widths[4]), ReLU(inplace: true));
        fc = Linear(widths[4], options.ClassCount ?? 1000);
        RegisterComponents();
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        new("shufflenet_v2_x1_0", "ShuffleNetV2", "fc", 224, 2_278_604, ["conv1", "stage2", "stage3", "stage4", "conv5", "fc"],
            ArchitectureFeatures.None, options => new ShuffleNetV2("shufflenet_v2_x1_0", [24, 116, 232, 464, 1024], options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        new("conv1", ["conv1"], images => maxpool.call(conv1.call(images))),
        new("stage2", ["stage2"], stage2.call),
        new("stage3", ["stage3"], stage3.call),
        new("stage4", ["stage4"], stage4.call),
        new("conv5", ["conv5"], conv5.call),
        NetworkStage.Entered("fc", ["fc"], maps => maps.mean([2, 3]), fc.call),
    ];

    private static Sequential Stage(int inputs, int outputs, int repeats)
    {
        var units = Sequential(new InvertedResidual(inputs, outputs, 2));
        for (var i = 1; i < repeats; i++)
            units.append(new InvertedResidual(outputs, outputs, 1));
        return units;
    }

    /// <summary>Two branches whose channels are then interleaved.</summary>
    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential? branch1;
        private readonly Sequential branch2;

        /// <param name="inputs">Channels in.</param>
        /// <param name="outputs">Channels out.</param>
        /// <param name="stride">2 to halve the maps (both branches see all channels), 1 to keep them (one half of the channels passes untouched).</param>
        public InvertedResidual(int inputs, int outputs, int stride) : base("InvertedResidual")
        {
            var half = outputs / 2;
            branch1 = stride == 1 ? null : Sequential(
                Conv2d(inputs, inputs, 3, stride: stride, padding: 1, groups: inputs, bias: false), BatchNorm2d(inputs),
                Conv2d(inputs, half, 1, bias: false), BatchNorm2d(half), ReLU(inplace: true));
            branch2 = Sequential(
                Conv2d(stride == 1 ? half : inputs, half, 1, bias: false), BatchNorm2d(half), ReLU(inplace: true),
                Conv2d(half, half, 3, stride: stride, padding: 1, groups: half, bias: false), BatchNorm2d(half),
                Conv2d(half, half, 1, bias: false), BatchNorm2d(half), ReLU(inplace: true));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            Tensor left, right;
            if (branch1 is null)
            {
                var halves = input.chunk(2, dim: 1);
                (left, right) = (halves[0], branch2.call(halves[1]));
            }
            else
            {
                (left, right) = (branch1.call(input), branch2.call(input));
            }

            // Stacked behind the channels and flattened again: left 0, right 0, left 1, right 1, ...
            return stack([left, right], dim: 2).flatten(1, 2).MoveToOuterDisposeScope();
        }
    }
}
