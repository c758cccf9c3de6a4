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
        var units = Sequential(new ShuffleUnit(inputs, outputs, 2));
        for (var i = 1; i < repeats; i++)
            units.append(new ShuffleUnit(outputs, outputs, 1));
        return units;
    }
}
