using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters" (2016), as torchvision builds them.</summary>
/// <remarks>Stages: the first convolution, each Fire (with the pooling after it) and the classifier's convolution.</remarks>
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
        new Fire(96, 16, 64), new Fire(128, 16, 64), new Fire(128, 32, 128), Pool(),
        new Fire(256, 32, 128), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), Pool(),
        new Fire(512, 64, 256));

    private static Sequential Version11(int inputs) => Sequential(
        Conv2d(inputs, 64, 3, stride: 2), ReLU(inplace: true), Pool(),
        new Fire(64, 16, 64), new Fire(128, 16, 64), Pool(),
        new Fire(128, 32, 128), new Fire(256, 32, 128), Pool(),
        new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256));

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

    /// <summary>A 1x1 convolution that narrows, then 1x1 and 3x3 convolutions side by side.</summary>
    private sealed class Fire : Module<Tensor, Tensor>
    {
        private readonly Conv2d squeeze;
        private readonly ReLU squeeze_activation;
        private readonly Conv2d expand1x1;
        private readonly ReLU expand1x1_activation;
        private readonly Conv2d expand3x3;
        private readonly ReLU expand3x3_activation;

        /// <param name="inputs">Channels in.</param>
        /// <param name="narrow">Channels after the first convolution.</param>
        /// <param name="wide">Channels of each of the two side by side.</param>
        public Fire(int inputs, int narrow, int wide) : base("Fire")
        {
            squeeze = Conv2d(inputs, narrow, 1);
            squeeze_activation = ReLU(inplace: true);
            expand1x1 = Conv2d(narrow, wide, 1);
            expand1x1_activation = ReLU(inplace: true);
            expand3x3 = Conv2d(narrow, wide, 3, padding: 1);
            expand3x3_activation = ReLU(inplace: true);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var narrow = squeeze_activation.call(squeeze.call(input));
            return cat([expand1x1_activation.call(expand1x1.call(narrow)), expand3x3_activation.call(expand3x3.call(narrow))], 1).MoveToOuterDisposeScope();
        }
    }
}
