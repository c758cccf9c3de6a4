using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>
/// The networks of Dosovitskiy et al., "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale" (2020), as torchvision builds them.
/// </summary>
/// <remarks>Stages: the patches (conv_proj, with class token and positions), each block, the last normalization (of the class token), heads.head.</remarks>
public sealed class VisionTransformer : StagedNetwork
{
    private const int ImageSize = 224, Depth = 12, Width = 768, Heads = 12, Hidden = 3072;

    private readonly Parameter class_token;
    private readonly Conv2d conv_proj;
    private readonly Encoder encoder;
    private readonly Sequential heads;

    private VisionTransformer(string name, int patch, ArchitectureOptions options) : base(name)
    {
        class_token = Parameter(zeros(1, 1, Width));
        var channels = options.InputChannels ?? 3;
        conv_proj = Conv2d(channels, Width, patch, stride: patch);
        NetworkInitialization.Normal(conv_proj.weight, conv_proj.bias, Math.Sqrt(1.0 / (channels * patch * patch)));
        encoder = new Encoder(ImageSize / patch * (ImageSize / patch) + 1, Depth, Width, Heads, Hidden);
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
        // The head looks at the class token alone, and each token is normalized by itself.
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
            throw new FreezeException(ErrorCode.ShapeMismatch, GetName(),
                $"{GetName()} takes images of {ImageSize} x {ImageSize}, not of {images.shape[2]} x {images.shape[3]}: " +
                "it has learned a position for each patch.",
                $"Resize the images to {ImageSize} x {ImageSize}, or choose a convolutional network.");
        }

        var patches = conv_proj.call(images).flatten(2).transpose(1, 2);
        return encoder.AddPositions(cat([class_token.expand(images.shape[0], -1, -1), patches], 1));
    }

    /// <summary>The learned positions, the blocks and the last normalization of a vision transformer.</summary>
    private sealed class Encoder : Module<Tensor, Tensor>
    {
        private readonly Parameter pos_embedding;
        private readonly Dropout dropout;
        private readonly Sequential layers;
        private readonly LayerNorm ln;

        /// <param name="tokens">Length of the sequence, the class token included.</param>
        /// <param name="depth">Number of blocks.</param>
        /// <param name="width">Numbers for each token.</param>
        /// <param name="heads">Heads of the attention.</param>
        /// <param name="hidden">Numbers between the linear layers of a block.</param>
        public Encoder(long tokens, int depth, int width, int heads, int hidden) : base("Encoder")
        {
            pos_embedding = Parameter(empty(1, tokens, width));
            NetworkInitialization.Normal(pos_embedding, null, 0.02);
            dropout = Dropout(0);
            layers = Sequential();
            for (var i = 0; i < depth; i++)
                layers.append($"encoder_layer_{i}", new EncoderBlock(width, heads, hidden));
            ln = LayerNorm(width, eps: 1e-6);
            RegisterComponents();
        }

        /// <summary>The blocks.</summary>
        public Sequential Blocks => layers;

        /// <summary>The last normalization.</summary>
        public LayerNorm Norm => ln;

        /// <summary>Tells tokens where they stand.</summary>
        public Tensor AddPositions(Tensor tokens) => dropout.call(tokens + pos_embedding);

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return ln.call(layers.call(AddPositions(input))).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Attention, then two linear layers for each token; both normalize first and add to their input.</summary>
    private sealed class EncoderBlock : Module<Tensor, Tensor>
    {
        private readonly LayerNorm ln_1;
        private readonly MultiheadAttention self_attention;
        private readonly Dropout dropout;
        private readonly LayerNorm ln_2;
        private readonly Sequential mlp;

        /// <param name="width">Numbers for each token.</param>
        /// <param name="heads">Heads of the attention.</param>
        /// <param name="hidden">Numbers between the two linear layers.</param>
        public EncoderBlock(int width, int heads, int hidden) : base("EncoderBlock")
        {
            ln_1 = LayerNorm(width, eps: 1e-6);
            self_attention = new MultiheadAttention(width, heads);
            dropout = Dropout(0);
            ln_2 = LayerNorm(width, eps: 1e-6);
            mlp = Sequential(Linear(width, hidden), GELU(), Dropout(0), Linear(hidden, width), Dropout(0));
            RegisterComponents();
            using var off = no_grad();
            foreach (var linear in mlp.children().OfType<Linear>())
            {
                init.xavier_uniform_(linear.weight);
                init.normal_(linear.bias!, 0, 1e-6);
            }
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var mixed = input + dropout.call(self_attention.call(ln_1.call(input)));
            return (mixed + mlp.call(ln_2.call(mixed))).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Multi-head attention of a sequence to itself, with the parameters of PyTorch's MultiheadAttention.</summary>
    private sealed class MultiheadAttention : Module<Tensor, Tensor>, IActivationProducts
    {
        private readonly Parameter in_proj_weight;
        private readonly Parameter in_proj_bias;
        private readonly Linear out_proj;
        private readonly int _heads;

        /// <param name="width">Numbers for each token.</param>
        /// <param name="heads">Into how many parts they are divided.</param>
        public MultiheadAttention(int width, int heads) : base("MultiheadAttention")
        {
            _heads = heads;
            in_proj_weight = Parameter(empty(3 * width, width));
            in_proj_bias = Parameter(zeros(3 * width));
            out_proj = Linear(width, width);
            RegisterComponents();
            using var off = no_grad();
            init.xavier_uniform_(in_proj_weight);
            init.zeros_(out_proj.bias!);
        }

        // Each token with each: once for the weights of attention, once for what they pick.
        public long CountProducts(long[] output) => 2 * output[1] * output[1] * output[2];

        /// <param name="input">Batch, tokens, numbers.</param>
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var (batch, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
            // To query, key and value; each batch, heads, tokens, numbers of a head.
            var parts = functional.linear(input, in_proj_weight, in_proj_bias).view(batch, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
            var attended = functional.scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
            return out_proj.call(attended.transpose(1, 2).reshape(batch, tokens, width)).MoveToOuterDisposeScope();
        }
    }
}
