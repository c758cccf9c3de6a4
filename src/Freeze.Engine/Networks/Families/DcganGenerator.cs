using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The generator of Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks" (2015),
/// as PyTorch's DCGAN tutorial builds and initialises it: noise in, images from -1 to 1 out.
/// </summary>
/// <remarks>Stages: every transposed convolution with its normalisation and what follows.</remarks>
public sealed class DcganGenerator : StagedNetwork
{
    private readonly Sequential main;

    private DcganGenerator(string name, ArchitectureOptions options) : base(name)
    {
        var shape = DcganShape.For(options.ImageSize);
        main = Sequential();
        var channels = LatentSize(options);
        var isFirst = true;
        foreach (var next in shape.Channels(options.Width ?? 64))
        {
            main.append(isFirst ? ConvTranspose2d(channels, next, shape.FirstMap, bias: false) : ConvTranspose2d(channels, next, 4, stride: 2, padding: 1, bias: false));
            main.append(BatchNorm2d(next));
            main.append(ReLU(inplace: true));
            (channels, isFirst) = (next, false);
        }

        main.append(ConvTranspose2d(channels, options.InputChannels ?? 3, 4, stride: 2, padding: 1, bias: false));
        main.append(Tanh());
        RegisterComponents();
        NetworkInitialization.Adversarial(this);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        new("dcgan_generator", "DCGAN", "main.12", 64, 3_576_704, ["main.0", "main.3", "main.6", "main.9", "main.12"],
            ArchitectureFeatures.Width | ArchitectureFeatures.ImageSize | ArchitectureFeatures.Latent | ArchitectureFeatures.Unclassified,
            options => new DcganGenerator("dcgan_generator", options)),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() => [.. SequenceStages.Of("main", main, before: AsMap)];

    /// <summary>Elements of the noise.</summary>
    internal static int LatentSize(ArchitectureOptions options) => options.LatentSize ?? 100;

    // N x L does as well as N x L x 1 x 1.
    private static Tensor AsMap(Tensor noise) => noise.dim() == 2 ? noise.reshape(noise.shape[0], noise.shape[1], 1, 1) : noise;
}
