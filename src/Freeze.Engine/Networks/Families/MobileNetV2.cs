using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018), as torchvision builds it.</summary>
/// <remarks>Stages: the first convolution, the 17 inverted residuals, the last convolution, the classifier (with average pooling and dropout).</remarks>
public sealed class MobileNetV2 : StagedNetwork
{
    // Expansion, channels out, repeats, stride of the first.
    private static readonly (int Expansion, int Outputs, int Repeats, int Stride)[] Rows =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Sequential features;
    private readonly Sequential classifier;

    private MobileNetV2(ArchitectureOptions options) : base("mobilenet_v2")
    {
        var channels = 32;
        features = Sequential(new Conv2dNormActivation(options.InputChannels ?? 3, channels, stride: 2, activation: Activation.Relu6));
        foreach (var row in Rows)
        {
            for (var i = 0; i < row.Repeats; i++)
            {
                features.append(new InvertedResidual(channels, row.Outputs, i == 0 ? row.Stride : 1, row.Expansion));
                channels = row.Outputs;
            }
        }

        features.append(new Conv2dNormActivation(channels, 1280, kernel: 1, activation: Activation.Relu6));
        classifier = Sequential(Dropout(0.2), Linear(1280, options.ClassCount ?? 1000));
        RegisterComponents();
        NetworkInitialization.ConvolutionsByFanOut(this);
        NetworkInitialization.LinearsNormal(this);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        new("mobilenet_v2", "MobileNetV2", "classifier.1", 224, 3_504_872, [.. Enumerable.Range(0, 19).Select(index => $"features.{index}"), "classifier.1"],
            ArchitectureFeatures.None, options => new MobileNetV2(options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, before: maps => functional.adaptive_avg_pool2d(maps, 1).flatten(1)),
    ];

    /// <summary>Widens, convolves each channel by itself, narrows without an activation.</summary>
    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential conv;
        private readonly bool _adds;

        /// <param name="inputs">Channels in.</param>
        /// <param name="outputs">Channels out.</param>
        /// <param name="stride">Stride of the convolution between.</param>
        /// <param name="expansion">How much wider it is inside.</param>
        public InvertedResidual(int inputs, int outputs, int stride, int expansion) : base("InvertedResidual")
        {
            var inner = inputs * expansion;
            conv = Sequential();
            if (expansion != 1)
                conv.append(new Conv2dNormActivation(inputs, inner, kernel: 1, activation: Activation.Relu6));
            conv.append(new Conv2dNormActivation(inner, inner, stride: stride, groups: inner, activation: Activation.Relu6));
            conv.append(Conv2d(inner, outputs, 1, bias: false));
            conv.append(BatchNorm2d(outputs));
            _adds = stride == 1 && inputs == outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = conv.call(input);
            return (_adds ? input + features : features).MoveToOuterDisposeScope();
        }
    }
}
