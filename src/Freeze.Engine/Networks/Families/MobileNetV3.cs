using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Howard et al., "Searching for MobileNetV3" (2019), as torchvision builds them.</summary>
/// <remarks>Stages: the first convolution, each inverted residual, the last convolution, the two linear layers (with pooling and dropout before them).</remarks>
public sealed class MobileNetV3 : StagedNetwork
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    private MobileNetV3(string name, MobileRow[] rows, int hidden, ArchitectureOptions options) : base(name)
    {
        var norm = new BatchNormSettings(Epsilon: 1e-3, Momentum: 0.01);
        features = Sequential(new ConvolutionNormActivation(options.InputChannels ?? 3, rows[0].Inputs, stride: 2, activation: Activation.Hardswish, norm: norm));
        foreach (var row in rows)
            features.append(new MobileResidual(row, norm));
        var channels = rows[^1].Outputs;
        features.append(new ConvolutionNormActivation(channels, 6 * channels, kernel: 1, activation: Activation.Hardswish, norm: norm));
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

    private static MobileRow[] Small =>
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

    private static MobileRow[] Large =>
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

    private static Architecture Entry(string name, long parameters, int hidden, MobileRow[] rows) => new(
        name, "MobileNetV3", "classifier.3", 224, parameters,
        [.. Enumerable.Range(0, rows.Length + 2).Select(index => $"features.{index}"), "classifier.0", "classifier.3"],
        ArchitectureFeatures.None, options => new MobileNetV3(name, rows, hidden, options));
}
