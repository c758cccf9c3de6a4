using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>Radosavovic et al., "Designing Network Design Spaces" (2020), as torchvision builds it.</summary>
/// <remarks>Stages: stem, the four groups of blocks, fc (with average pooling).</remarks>
public sealed class RegNet : StagedNetwork
{
    private readonly Conv2dNormActivation stem;
    private readonly Sequential trunk_output;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear fc;

    private RegNet(string name, int[] depths, int[] widths, int groupWidth, ArchitectureOptions options) : base(name)
    {
        var channels = 32;
        stem = new Conv2dNormActivation(options.InputChannels ?? 3, channels, stride: 2);
        trunk_output = Sequential();
        for (var level = 0; level < depths.Length; level++)
        {
            var group = Sequential();
            for (var i = 0; i < depths[level]; i++)
            {
                group.append($"block{level + 1}-{i}", new ResBottleneckBlock(channels, widths[level], i == 0 ? 2 : 1, groupWidth));
                channels = widths[level];
            }

            trunk_output.append($"block{level + 1}", group);
        }

        avgpool = AdaptiveAvgPool2d(1);
        fc = Linear(channels, options.ClassCount ?? 1000);
        RegisterComponents();
        // Only squeeze and excitation have biases, and torchvision leaves those alone here.
        NetworkInitialization.ConvolutionsByFanOut(this, keepBiases: true);
        NetworkInitialization.LinearsNormal(this);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        // Depths and widths follow from the paper's depth 16, w_0 48, w_a 27.89, w_m 2.09 and groups of 8.
        new("regnet_y_400mf", "RegNet", "fc", 224, 4_344_144,
            ["stem", "trunk_output.block1", "trunk_output.block2", "trunk_output.block3", "trunk_output.block4", "fc"],
            ArchitectureFeatures.None, options => new RegNet("regnet_y_400mf", [1, 3, 6, 6], [48, 104, 208, 440], 8, options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        new("stem", ["stem"], stem.call),
        .. SequenceStages.Of("trunk_output", trunk_output),
        NetworkStage.Entered("fc", ["fc"], maps => avgpool.call(maps).flatten(1), fc.call),
    ];

    /// <summary>Convolutions of 1x1, grouped 3x3 (with squeeze and excitation) and 1x1, added to the input.</summary>
    private sealed class ResBottleneckBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2dNormActivation? proj;
        private readonly Sequential f;
        private readonly ReLU activation;

        /// <param name="inputs">Channels in.</param>
        /// <param name="outputs">Channels out.</param>
        /// <param name="stride">Stride of the grouped convolution.</param>
        /// <param name="groupWidth">Channels of each of its groups.</param>
        public ResBottleneckBlock(int inputs, int outputs, int stride, int groupWidth) : base("ResBottleneckBlock")
        {
            proj = inputs != outputs || stride != 1 ? new Conv2dNormActivation(inputs, outputs, kernel: 1, stride: stride, activation: Activation.None) : null;
            f = Sequential(
                ("a", new Conv2dNormActivation(inputs, outputs, kernel: 1)),
                ("b", new Conv2dNormActivation(outputs, outputs, stride: stride, groups: outputs / groupWidth)),
                // A quarter of what comes into the block, not of what comes here; halves round to even, as Python rounds.
                ("se", new SqueezeExcitation(outputs, (int)Math.Round(0.25 * inputs), Activation.Relu, hard: false)),
                ("c", new Conv2dNormActivation(outputs, outputs, kernel: 1, activation: Activation.None)));
            activation = ReLU(inplace: true);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var shortcut = proj is null ? input : proj.call(input);
            return activation.call(shortcut + f.call(input)).MoveToOuterDisposeScope();
        }
    }
}
