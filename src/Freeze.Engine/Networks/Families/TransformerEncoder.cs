using Freeze.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's Encoder: the learnt positions, the blocks and the last normalisation of a vision transformer.</summary>
internal sealed class TransformerEncoder : Module<Tensor, Tensor>, INamedLayer
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
    public TransformerEncoder(long tokens, int depth, int width, int heads, int hidden) : base("Encoder")
    {
        pos_embedding = Parameter(empty(1, tokens, width));
        NetworkInitialization.Normal(pos_embedding, null, 0.02);
        dropout = Dropout(0);
        layers = Sequential();
        for (var i = 0; i < depth; i++)
            layers.append($"encoder_layer_{i}", new TransformerBlock(width, heads, hidden));
        ln = LayerNorm(width, eps: 1e-6);
        RegisterComponents();
    }

    public string LayerType => "Encoder";

    /// <summary>The blocks.</summary>
    public Sequential Blocks => layers;

    /// <summary>The last normalisation.</summary>
    public LayerNorm Norm => ln;

    /// <summary>Tells tokens where they stand.</summary>
    public Tensor AddPositions(Tensor tokens) => dropout.call(tokens + pos_embedding);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ln.call(layers.call(AddPositions(input))).MoveToOuterDisposeScope();
    }
}
