using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The generator of Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks" (2015),
/// as PyTorch's DCGAN tutorial builds and initializes it: noise in, images from -1 to 1 out.
/// </summary>
/// <remarks>Stages: every transposed convolution with its normalization and what follows.</remarks>
public sealed class DcganGenerator : StagedNetwork
{
    private const int PublishedLatentSize = 100;

    private readonly Sequential main;

    private DcganGenerator(string name, ArchitectureOptions options) : base(name)
    {
        var shape = DcganShape.For(options.ImageSize);
        main = Sequential();
        var channels = options.LatentSize ?? PublishedLatentSize;
        var isFirst = true;
        foreach (var next in shape.Channels(options.Width ?? 64))
        {
            main.append(isFirst
                ? ConvTranspose2d(channels, next, shape.FirstMap, bias: false)
                : ConvTranspose2d(channels, next, 4, stride: 2, padding: 1, bias: false));
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
            options => new DcganGenerator("dcgan_generator", options)) { LatentSize = PublishedLatentSize },
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() => [.. SequenceStages.Of("main", main, before: AsMap)];

    // N x L does as well as N x L x 1 x 1.
    private static Tensor AsMap(Tensor noise) => noise.dim() == 2 ? noise.reshape(noise.shape[0], noise.shape[1], 1, 1) : noise;
}

/// <summary>
/// The discriminator of Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks" (2015),
/// as PyTorch's DCGAN tutorial builds and initializes it, but for the sigmoid at its end: adversarial losses here take what comes before it.
/// </summary>
/// <remarks>Stages: every convolution with its normalization and what follows. The output is N x 1 x 1 x 1.</remarks>
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

/// <summary>The sizes of a pair of networks for images of one size.</summary>
/// <param name="ImageSize">Height and width of the images.</param>
/// <param name="FirstMap">Height and width of the smallest map, which the generator begins with and the discriminator ends with.</param>
/// <param name="Doublings">How often the generator doubles that, which is how often the discriminator halves the image.</param>
internal readonly record struct DcganShape(int ImageSize, int FirstMap, int Doublings)
{
    /// <summary>The sizes that there are: that of PyTorch's tutorial, and two smaller ones that leave out its widest layers.</summary>
    public static IReadOnlyList<DcganShape> All { get; } = [new(28, 7, 2), new(32, 4, 3), new(64, 4, 4)];

    /// <summary>The shape for images of a size.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static DcganShape For(int? imageSize)
    {
        var size = imageSize ?? 64;
        return All.FirstOrDefault(shape => shape.ImageSize == size) is { ImageSize: > 0 } found ? found
            : throw new FreezeException(ErrorCode.OptionInvalid, "ImageSize", $"-ImageSize is {size}.",
                $"These networks come for images of {string.Join(", ", All.Select(shape => shape.ImageSize))} pixels.");
    }

    /// <summary>The channels of the maps between the layers, the generator's first map first: 8, 4, 2 and 1 times the width for the largest images.</summary>
    public IReadOnlyList<int> Channels(int width)
    {
        var doublings = Doublings;
        return [.. Enumerable.Range(0, doublings).Select(level => width << (doublings - 1 - level))];
    }
}
