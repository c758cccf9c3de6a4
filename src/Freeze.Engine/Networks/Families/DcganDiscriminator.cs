using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The discriminator of Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks" (2015),
/// as PyTorch's DCGAN tutorial builds and initialises it, but for the sigmoid at its end: adversarial losses here take what comes before it.
/// </summary>
/// <remarks>Stages: every convolution with its normalisation and what follows. The output is N x 1 x 1 x 1.</remarks>
public sealed class DcganDiscriminator : StagedNetwork
{
    private readonly Sequential main;

    private DcganDiscriminator(string name, ArchitectureOptions options) : base(name)
    {
        var shape = DcganShape.For(options.ImageSize);
        main = Sequential();
        var channels = options.InputChannels ?? 3;
        var isFirst = true;
        foreach (var next in shape.Channels(options.Width ?? 64).Reverse())
        {
            main.append(Conv2d(channels, next, 4, stride: 2, padding: 1, bias: false));
            if (!isFirst)
                main.append(BatchNorm2d(next));
            main.append(LeakyReLU(0.2, inplace: true));
            (channels, isFirst) = (next, false);
        }

        main.append(Conv2d(channels, 1, shape.FirstMap, bias: false));
        RegisterComponents();
        NetworkInitialization.Adversarial(this);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        new("dcgan_discriminator", "DCGAN", "main.11", 64, 2_765_568, ["main.0", "main.2", "main.5", "main.8", "main.11"],
            ArchitectureFeatures.Width | ArchitectureFeatures.ImageSize | ArchitectureFeatures.Unclassified,
            options => new DcganDiscriminator("dcgan_discriminator", options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() => [.. SequenceStages.Of("main", main)];
}
