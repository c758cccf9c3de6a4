using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's EncoderBlock: attention, then two linear layers for each token; both normalise first and add to what came in.</summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor>, INamedLayer
{
    private readonly LayerNorm ln_1;
    private readonly SelfAttention self_attention;
    private readonly Dropout dropout;
    private readonly LayerNorm ln_2;
    private readonly Sequential mlp;

    /// <param name="width">Numbers for each token.</param>
    /// <param name="heads">Heads of the attention.</param>
    /// <param name="hidden">Numbers between the two linear layers.</param>
    public TransformerBlock(int width, int heads, int hidden) : base("EncoderBlock")
    {
        ln_1 = LayerNorm(width, eps: 1e-6);
        self_attention = new SelfAttention(width, heads);
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

    public string LayerType => "EncoderBlock";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var mixed = input + dropout.call(self_attention.call(ln_1.call(input)));
        return (mixed + mlp.call(ln_2.call(mixed))).MoveToOuterDisposeScope();
    }
}
