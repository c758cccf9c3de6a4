using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Freeze.Networks.Families;

/// <summary>torchvision's InvertedResidual of ShuffleNetV2: two branches whose channels are then interleaved.</summary>
internal sealed class ShuffleUnit : Module<Tensor, Tensor>, INamedLayer
{
    private readonly Sequential? branch1;
    private readonly Sequential branch2;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">2 to halve the maps (both branches see all channels), 1 to keep them (one half of the channels passes untouched).</param>
    public ShuffleUnit(int inputs, int outputs, int stride) : base("InvertedResidual")
    {
        var half = outputs / 2;
        branch1 = stride == 1 ? null : Sequential(
            Conv2d(inputs, inputs, 3, stride: stride, padding: 1, groups: inputs, bias: false), BatchNorm2d(inputs),
            Conv2d(inputs, half, 1, bias: false), BatchNorm2d(half), ReLU(inplace: true));
        branch2 = Sequential(
            Conv2d(stride == 1 ? half : inputs, half, 1, bias: false), BatchNorm2d(half), ReLU(inplace: true),
            Conv2d(half, half, 3, stride: stride, padding: 1, groups: half, bias: false), BatchNorm2d(half),
            Conv2d(half, half, 1, bias: false), BatchNorm2d(half), ReLU(inplace: true));
        RegisterComponents();
    }

    public string LayerType => "InvertedResidual";

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor left, right;
        if (branch1 is null)
        {
            var halves = input.chunk(2, dim: 1);
            (left, right) = (halves[0], branch2.call(halves[1]));
        }
        else
        {
            (left, right) = (branch1.call(input), branch2.call(input));
        }

        // Stacked behind the channels and flattened again: left 0, right 0, left 1, right 1, ...
        return stack([left, right], dim: 2).flatten(1, 2).MoveToOuterDisposeScope();
    }
}
