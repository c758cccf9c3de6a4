using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>Multi-head attention of a sequence to itself, with the parameters of PyTorch's MultiheadAttention.</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor>, INamedLayer, IActivationProducts
{
    private readonly Parameter in_proj_weight;
    private readonly Parameter in_proj_bias;
    private readonly Linear out_proj;
    private readonly int _heads;

    /// <param name="width">Numbers for each token.</param>
    /// <param name="heads">Into how many parts they are divided.</param>
    public SelfAttention(int width, int heads) : base("MultiheadAttention")
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

    public string LayerType => "MultiheadAttention";

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
