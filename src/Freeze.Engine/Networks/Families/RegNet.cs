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
    private readonly ConvolutionNormActivation stem;
    private readonly Sequential trunk_output;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear fc;

    private RegNet(string name, int[] depths, int[] widths, int groupWidth, ArchitectureOptions options) : base(name)
    {
        var channels = 32;
        stem = new ConvolutionNormActivation(options.InputChannels ?? 3, channels, stride: 2);
        trunk_output = Sequential();
        for (var level = 0; level < depths.Length; level++)
        {
            var group = Sequential();
            for (var i = 0; i < depths[level]; i++)
            {
                group.append($"block{level + 1}-{i}", new RegNetBlock(channels, widths[level], i == 0 ? 2 : 1, groupWidth));
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
}
