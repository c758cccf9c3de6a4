using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>Huang et al., "Densely Connected Convolutional Networks" (2016), as torchvision builds it.</summary>
/// <remarks>
/// Stages: conv0 (with norm0 and max-pooling), the dense blocks and the transitions between them, the classifier (with ReLU and average pooling).
/// </remarks>
public sealed class DenseNet : StagedNetwork
{
    private readonly Sequential features;
    private readonly Linear classifier;

    private DenseNet(string name, int[] depths, ArchitectureOptions options) : base(name)
    {
        const int growth = 32;
        var channels = 64;
        features = Sequential(
            ("conv0", Conv2d(options.InputChannels ?? 3, channels, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", BatchNorm2d(channels)),
            ("relu0", ReLU(inplace: true)),
            ("pool0", MaxPool2d(3, stride: 2, padding: 1)));
        for (var i = 0; i < depths.Length; i++)
        {
            features.append($"denseblock{i + 1}", new DenseBlock(depths[i], channels, growth));
            channels += depths[i] * growth;
            if (i == depths.Length - 1)
                continue;
            features.append($"transition{i + 1}", Sequential(
                ("norm", BatchNorm2d(channels)),
                ("relu", ReLU(inplace: true)),
                ("conv", Conv2d(channels, channels / 2, 1, bias: false)),
                ("pool", AvgPool2d(2, stride: 2))));
            channels /= 2;
        }

        features.append("norm5", BatchNorm2d(channels));
        classifier = Linear(channels, options.ClassCount ?? 1000);
        RegisterComponents();
        NetworkInitialization.ConvolutionsByFanIn(this);
        using var off = no_grad();
        init.zeros_(classifier.bias!);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        new("densenet121", "DenseNet", "classifier", 224, 7_978_856,
            ["features.conv0", "features.denseblock1", "features.transition1", "features.denseblock2", "features.transition2",
                "features.denseblock3", "features.transition3", "features.denseblock4", "classifier"],
            ArchitectureFeatures.None, options => new DenseNet("densenet121", [6, 12, 24, 16], options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        // Not in place: the maps before it may be somebody's cached features.
        NetworkStage.Entered("classifier", ["classifier"], maps => functional.adaptive_avg_pool2d(functional.relu(maps), 1).flatten(1), classifier.call),
    ];

    /// <summary>A group of layers of which each sees the output of all before it.</summary>
    private sealed class DenseBlock : Module<Tensor, Tensor>
    {
        private readonly List<DenseLayer> _layers = [];

        /// <param name="depth">Number of layers.</param>
        /// <param name="inputs">Channels in.</param>
        /// <param name="growth">Channels that each layer adds.</param>
        public DenseBlock(int depth, int inputs, int growth) : base("DenseBlock")
        {
            for (var i = 0; i < depth; i++)
            {
                _layers.Add(new DenseLayer(inputs + i * growth, growth));
                register_module($"denselayer{i + 1}", _layers[i]);
            }
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var parts = new List<Tensor> { input };
            foreach (var layer in _layers)
            {
                using var all = cat(parts, 1);
                parts.Add(layer.call(all));
            }

            return cat(parts, 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>A few new channels, computed from all channels so far.</summary>
    private sealed class DenseLayer : Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm1;
        private readonly ReLU relu1;
        private readonly Conv2d conv1;
        private readonly BatchNorm2d norm2;
        private readonly ReLU relu2;
        private readonly Conv2d conv2;

        /// <param name="inputs">Channels in.</param>
        /// <param name="growth">Channels out.</param>
        public DenseLayer(int inputs, int growth) : base("DenseLayer")
        {
            var inner = 4 * growth;
            norm1 = BatchNorm2d(inputs);
            relu1 = ReLU(inplace: true);
            conv1 = Conv2d(inputs, inner, 1, bias: false);
            norm2 = BatchNorm2d(inner);
            relu2 = ReLU(inplace: true);
            conv2 = Conv2d(inner, growth, 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var inner = conv1.call(relu1.call(norm1.call(input)));
            return conv2.call(relu2.call(norm2.call(inner))).MoveToOuterDisposeScope();
        }
    }
}
