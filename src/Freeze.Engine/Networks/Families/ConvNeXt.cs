using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Liu et al., "A ConvNet for the 2020s" (2022), as torchvision builds them.</summary>
/// <remarks>
/// Stages: the patches (features.0), the four groups of blocks and the halvings between them, the last normalization (classifier.0, with average
/// pooling) and the classifier's linear layer.
/// </remarks>
public sealed class ConvNeXt : StagedNetwork
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private ConvNeXt(string name, int[] depths, int[] widths, double dropped, ArchitectureOptions options) : base(name)
    {
        features = Sequential(Sequential(Conv2d(options.InputChannels ?? 3, widths[0], 4, stride: 4), new LayerNorm2d(widths[0])));
        var blocks = depths.Sum();
        var index = 0;
        for (var level = 0; level < depths.Length; level++)
        {
            var group = Sequential();
            // Deeper blocks are left out more often, the last one with the full chance.
            for (var i = 0; i < depths[level]; i++)
                group.append(new CNBlock(widths[level], dropped * index++ / (blocks - 1)));
            features.append(group);
            if (level < depths.Length - 1)
                features.append(Sequential(new LayerNorm2d(widths[level]), Conv2d(widths[level], widths[level + 1], 2, stride: 2)));
        }

        avgpool = AdaptiveAvgPool2d(1);
        classifier = Sequential(new LayerNorm2d(widths[^1]), Flatten(1), Linear(widths[^1], options.ClassCount ?? 1000));
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

    /// <summary>A 7x7 convolution of each channel by itself, then two linear layers at each position, scaled and added to the input.</summary>
    private sealed class CNBlock : Module<Tensor, Tensor>
    {
        private readonly Parameter layer_scale;
        private readonly Sequential block;
        private readonly StochasticDepth stochastic_depth;

        /// <param name="channels">Channels in and out.</param>
        /// <param name="dropped">Chance that a sample goes without it in training.</param>
        public CNBlock(int channels, double dropped) : base("CNBlock")
        {
            layer_scale = Parameter(full([channels, 1, 1], 1e-6));
            block = Sequential(
                Conv2d(channels, channels, 7, padding: 3, groups: channels),
                new Permute(0, 2, 3, 1),
                LayerNorm(channels, eps: 1e-6),
                Linear(channels, 4 * channels),
                GELU(),
                Linear(4 * channels, channels),
                new Permute(0, 3, 1, 2));
            stochastic_depth = new StochasticDepth(dropped);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return stochastic_depth.call(layer_scale * block.call(input)).add_(input).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Layer normalization over the channels of each position of a map.</summary>
    internal sealed class LayerNorm2d : Module<Tensor, Tensor>
    {
        /// <summary>Added to the variance.</summary>
        public const double Epsilon = 1e-6;

        private readonly Parameter weight;
        private readonly Parameter bias;
        private readonly long _channels;

        public LayerNorm2d(long channels) : base("LayerNorm2d")
        {
            _channels = channels;
            weight = Parameter(ones(channels));
            bias = Parameter(zeros(channels));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return functional.layer_norm(input.permute(0, 2, 3, 1), [_channels], weight, bias, Epsilon).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The same tensor with its dimensions in another order.</summary>
    private sealed class Permute : Module<Tensor, Tensor>
    {
        private readonly long[] _order;

        public Permute(params long[] order) : base("Permute") => _order = order;

        public override Tensor forward(Tensor input) => input.permute(_order);
    }
}
