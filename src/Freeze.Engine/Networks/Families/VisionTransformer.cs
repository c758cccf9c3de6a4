using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>The networks of Dosovitskiy et al., "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale" (2020), as torchvision builds them.</summary>
/// <remarks>Stages: the patches (conv_proj, with class token and positions), each block, the last normalisation (of the class token), heads.head.</remarks>
public sealed class VisionTransformer : StagedNetwork
{
    private const int ImageSize = 224, Depth = 12, Width = 768, Heads = 12, Hidden = 3072;

    private readonly Parameter class_token;
    private readonly Conv2d conv_proj;
    private readonly TransformerEncoder encoder;
    private readonly Sequential heads;

    private VisionTransformer(string name, int patch, ArchitectureOptions options) : base(name)
    {
        class_token = Parameter(zeros(1, 1, Width));
        var channels = options.InputChannels ?? 3;
        conv_proj = Conv2d(channels, Width, patch, stride: patch);
        NetworkInitialization.Normal(conv_proj.weight, conv_proj.bias, Math.Sqrt(1.0 / (channels * patch * patch)));
        encoder = new TransformerEncoder(ImageSize / patch * (ImageSize / patch) + 1, Depth, Width, Heads, Hidden);
        var head = Linear(Width, options.ClassCount ?? 1000);
        heads = Sequential(("head", head));
        RegisterComponents();
        using var off = no_grad();
        init.zeros_(head.weight);
        init.zeros_(head.bias!);
    }

    /// <summary>The networks of this family.</summary>
    internal static IReadOnlyList<Architecture> Architectures { get; } =
    [
        Entry("vit_b_16", 16, 86_567_656),
        Entry("vit_b_32", 32, 88_224_232),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<NetworkStage> DescribeStages() =>
    [
        new("conv_proj", ["class_token", "conv_proj", "encoder.pos_embedding", "encoder.dropout"], Patches),
        .. SequenceStages.Of("encoder.layers", encoder.Blocks),
        // The head looks at the class token alone, and each token is normalised by itself.
        NetworkStage.Entered("encoder.ln", ["encoder.ln"], tokens => tokens.select(1, 0), encoder.Norm.call),
        .. SequenceStages.Of("heads", heads),
    ];

    private static Architecture Entry(string name, int patch, long parameters) => new(
        name, "Vision Transformer", "heads.head", ImageSize, parameters,
        ["conv_proj", .. Enumerable.Range(0, Depth).Select(index => $"encoder.layers.encoder_layer_{index}"), "encoder.ln", "heads.head"],
        ArchitectureFeatures.None, options => new VisionTransformer(name, patch, options));

    private Tensor Patches(Tensor images)
    {
        if (images.shape[2] != ImageSize || images.shape[3] != ImageSize)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, GetName(), $"{GetName()} takes images of {ImageSize} x {ImageSize}, not of {images.shape[2]} x {images.shape[3]}: it has learnt a position for each patch.",
                $"Resize the images to {ImageSize} x {ImageSize}, or choose a convolutional network.");
        }

        var patches = conv_proj.call(images).flatten(2).transpose(1, 2);
        return encoder.AddPositions(cat([class_token.expand(images.shape[0], -1, -1), patches], 1));
    }
}
