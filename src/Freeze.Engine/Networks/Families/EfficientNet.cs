using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The networks of Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019), as torchvision builds them.
/// </summary>
/// <remarks>Stages: the first convolution, the seven groups of blocks, the last convolution, the classifier (with average pooling and dropout).</remarks>
public sealed class EfficientNet : StagedNetwork
{
    // The groups of b0: expansion, kernel, stride of the first, channels out, repeats.
    private static readonly (int Expansion, int Kernel, int Stride, int Outputs, int Repeats)[] Rows =
        [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)];

    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private EfficientNet(string name, double width, double depth, double dropout, ArchitectureOptions options) : base(name)
    {
        var channels = ChannelRounding.MakeDivisible(32 * width);
        features = Sequential(new Conv2dNormActivation(options.InputChannels ?? 3, channels, stride: 2, activation: Activation.Silu));
        var blocks = Rows.Sum(row => Repeats(row.Repeats));
        var index = 0;
        foreach (var row in Rows)
        {
            var outputs = ChannelRounding.MakeDivisible(row.Outputs * width);
            var group = Sequential();
            for (var i = 0; i < Repeats(row.Repeats); i++)
            {
                // Deeper blocks are left out more often, up to nearly a fifth of the time.
                group.append(new MBConv(channels, outputs, row.Kernel, i == 0 ? row.Stride : 1, row.Expansion, dropped: 0.2 * index++ / blocks));
                channels = outputs;
            }

            features.append(group);
        }

        features.append(new Conv2dNormActivation(channels, 4 * channels, kernel: 1, activation: Activation.Silu));
        avgpool = AdaptiveAvgPool2d(1);
        var head = Linear(4 * channels, options.ClassCount ?? 1000);
        classifier = Sequential(Dropout(dropout), head);
        RegisterComponents();
        NetworkInitialization.ConvolutionsByFanOut(this);
        using var off = no_grad();
        var range = 1 / Math.Sqrt(head.out_features);
        init.uniform_(head.weight, -range, range);
        init.zeros_(head.bias!);

        int Repeats(int published) => (int)Math.Ceiling(published * depth);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("efficientnet_b0", 224, 1.0, 1.0, 0.2, 5_288_548),
        Entry("efficientnet_b1", 240, 1.0, 1.1, 0.2, 7_794_184),
        Entry("efficientnet_b2", 288, 1.1, 1.2, 0.3, 9_109_994),
        Entry("efficientnet_b3", 300, 1.2, 1.4, 0.3, 12_233_232),
        Entry("efficientnet_b4", 380, 1.4, 1.8, 0.4, 19_341_616),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, before: maps => avgpool.call(maps).flatten(1)),
    ];

    private static Architecture Entry(string name, int size, double width, double depth, double dropout, long parameters) => new(
        name, "EfficientNet", "classifier.1", size, parameters, [.. Enumerable.Range(0, 9).Select(index => $"features.{index}"), "classifier.1"],
        ArchitectureFeatures.None, options => new EfficientNet(name, width, depth, dropout, options));

    /// <summary>Widens, convolves each channel by itself, squeezes and excites, narrows; left out at random in training.</summary>
    private sealed class MBConv : Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly StochasticDepth stochastic_depth;
        private readonly bool _adds;

        /// <param name="inputs">Channels in.</param>
        /// <param name="outputs">Channels out.</param>
        /// <param name="kernel">Size of the convolution between.</param>
        /// <param name="stride">Its stride.</param>
        /// <param name="expansion">How much wider it is inside.</param>
        /// <param name="dropped">Chance that a sample goes without it.</param>
        public MBConv(int inputs, int outputs, int kernel, int stride, int expansion, double dropped) : base("MBConv")
        {
            var inner = ChannelRounding.MakeDivisible(inputs * expansion);
            block = Sequential();
            if (inner != inputs)
                block.append(new Conv2dNormActivation(inputs, inner, kernel: 1, activation: Activation.Silu));
            block.append(new Conv2dNormActivation(inner, inner, kernel, stride, groups: inner, activation: Activation.Silu));
            block.append(new SqueezeExcitation(inner, Math.Max(1, inputs / 4), Activation.Silu, hard: false));
            block.append(new Conv2dNormActivation(inner, outputs, kernel: 1, activation: Activation.None));
            stochastic_depth = new StochasticDepth(dropped);
            _adds = stride == 1 && inputs == outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = block.call(input);
            return (_adds ? stochastic_depth.call(features).add_(input) : features).MoveToOuterDisposeScope();
        }
    }
}
