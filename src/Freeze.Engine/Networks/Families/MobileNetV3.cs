using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Howard et al., "Searching for MobileNetV3" (2019), as torchvision builds them.</summary>
/// <remarks>
/// Stages: the first convolution, each inverted residual, the last convolution, the two linear layers (with pooling and dropout before them).
/// </remarks>
public sealed class MobileNetV3 : StagedNetwork
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private MobileNetV3(string name, InvertedResidualConfig[] rows, int hidden, ArchitectureOptions options) : base(name)
    {
        var norm = new BatchNormSettings(Epsilon: 1e-3, Momentum: 0.01);
        features = Sequential(new Conv2dNormActivation(options.InputChannels ?? 3, rows[0].Inputs, stride: 2, activation: Activation.Hardswish, norm: norm));
        foreach (var row in rows)
            features.append(new InvertedResidual(row, norm));
        var channels = rows[^1].Outputs;
        features.append(new Conv2dNormActivation(channels, 6 * channels, kernel: 1, activation: Activation.Hardswish, norm: norm));
        avgpool = AdaptiveAvgPool2d(1);
        classifier = Sequential(
            Linear(6 * channels, hidden), Hardswish(inplace: true),
            Dropout(0.2), Linear(hidden, options.ClassCount ?? 1000));
        RegisterComponents();
        NetworkInitialization.ConvolutionsByFanOut(this);
        NetworkInitialization.LinearsNormal(this);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("mobilenet_v3_small", 2_542_856, 1024, Small),
        Entry("mobilenet_v3_large", 5_483_032, 1280, Large),
    ];

    private static InvertedResidualConfig[] Small =>
    [
        new(16, 3, 16, 16, true, false, 2),
        new(16, 3, 72, 24, false, false, 2),
        new(24, 3, 88, 24, false, false, 1),
        new(24, 5, 96, 40, true, true, 2),
        new(40, 5, 240, 40, true, true, 1),
        new(40, 5, 240, 40, true, true, 1),
        new(40, 5, 120, 48, true, true, 1),
        new(48, 5, 144, 48, true, true, 1),
        new(48, 5, 288, 96, true, true, 2),
        new(96, 5, 576, 96, true, true, 1),
        new(96, 5, 576, 96, true, true, 1),
    ];

    private static InvertedResidualConfig[] Large =>
    [
        new(16, 3, 16, 16, false, false, 1),
        new(16, 3, 64, 24, false, false, 2),
        new(24, 3, 72, 24, false, false, 1),
        new(24, 5, 72, 40, true, false, 2),
        new(40, 5, 120, 40, true, false, 1),
        new(40, 5, 120, 40, true, false, 1),
        new(40, 3, 240, 80, false, true, 2),
        new(80, 3, 200, 80, false, true, 1),
        new(80, 3, 184, 80, false, true, 1),
        new(80, 3, 184, 80, false, true, 1),
        new(80, 3, 480, 112, true, true, 1),
        new(112, 3, 672, 112, true, true, 1),
        new(112, 5, 672, 160, true, true, 2),
        new(160, 5, 960, 160, true, true, 1),
        new(160, 5, 960, 160, true, true, 1),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        .. SequenceStages.Of("features", features),
        .. SequenceStages.Of("classifier", classifier, before: maps => avgpool.call(maps).flatten(1)),
    ];

    private static Architecture Entry(string name, long parameters, int hidden, InvertedResidualConfig[] rows) => new(
        name, "MobileNetV3", "classifier.3", 224, parameters,
        [.. Enumerable.Range(0, rows.Length + 2).Select(index => $"features.{index}"), "classifier.0", "classifier.3"],
        ArchitectureFeatures.None, options => new MobileNetV3(name, rows, hidden, options));

    /// <summary>Widens, convolves each channel by itself, squeezes and excites where the table says so, narrows.</summary>
    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly bool _adds;

        public InvertedResidual(InvertedResidualConfig row, BatchNormSettings norm) : base("InvertedResidual")
        {
            var activation = row.Hardswish ? Activation.Hardswish : Activation.Relu;
            block = Sequential();
            if (row.Inner != row.Inputs)
                block.append(new Conv2dNormActivation(row.Inputs, row.Inner, kernel: 1, activation: activation, norm: norm));
            block.append(new Conv2dNormActivation(row.Inner, row.Inner, row.Kernel, row.Stride, groups: row.Inner, activation: activation, norm: norm));
            if (row.Squeezes)
                block.append(new SqueezeExcitation(row.Inner, ChannelRounding.MakeDivisible(row.Inner / 4), Activation.Relu, hard: true));
            block.append(new Conv2dNormActivation(row.Inner, row.Outputs, kernel: 1, activation: Activation.None, norm: norm));
            _adds = row.Stride == 1 && row.Inputs == row.Outputs;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var features = block.call(input);
            return (_adds ? features.add_(input) : features).MoveToOuterDisposeScope();
        }
    }

    /// <summary>One row of the tables of the MobileNetV3 paper.</summary>
    /// <param name="Inputs">Channels in.</param>
    /// <param name="Kernel">Size of the convolution between.</param>
    /// <param name="Inner">Channels between.</param>
    /// <param name="Outputs">Channels out.</param>
    /// <param name="Squeezes">Whether it squeezes and excites.</param>
    /// <param name="Hardswish">Whether its activation is hard-swish instead of ReLU.</param>
    /// <param name="Stride">Stride of the convolution between.</param>
    private sealed record InvertedResidualConfig(int Inputs, int Kernel, int Inner, int Outputs, bool Squeezes, bool Hardswish, int Stride);
}
