using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>
/// A convolution and the normalisation behind it, run as one convolution while it is switched on. Both modules stay as they are: each is shown
/// a sample of a few numbers instead of its input, and its output is replaced. Between two passes nothing is left on them.
/// </summary>
internal sealed class FusedConvBatchNorm : IDisposable
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _normalization;
    private readonly Tensor _weight, _bias, _smallInput, _smallMap;
    private readonly List<Action> _unhook = [];
    private Tensor? _input, _output;

    /// <param name="convolution">The convolution, with zero padding given as numbers.</param>
    /// <param name="normalization">What normalises its output, with stored statistics.</param>
    public FusedConvBatchNorm(Conv2d convolution, BatchNorm2d normalization)
    {
        (_convolution, _normalization) = (convolution, normalization);
        using (no_grad())
        using (NewDisposeScope())
        {
            // In double precision, so that rounding happens once.
            var scale = normalization.running_var!.to(ScalarType.Float64).add(normalization.eps).rsqrt();
            if (normalization.weight is { } gamma)
                scale = scale * gamma;
            var shift = normalization.running_mean!.to(ScalarType.Float64).neg();
            if (convolution.bias is { } bias)
                shift = shift + bias;
            shift = shift * scale;
            if (normalization.bias is { } beta)
                shift = shift + beta;
            var type = convolution.weight.dtype;
            _weight = (convolution.weight.to(ScalarType.Float64) * scale.reshape(-1, 1, 1, 1)).to(type).DetachFromDisposeScope();
            _bias = shift.to(type).DetachFromDisposeScope();
            var extent = convolution.dilation.Zip(convolution.kernel_size, (dilation, size) => dilation * (size - 1) + 1).ToArray();
            _smallInput = zeros([1, convolution.in_channels, extent[0], extent[1]], type).DetachFromDisposeScope();
            _smallMap = zeros([1, convolution.out_channels, 1, 1], type).DetachFromDisposeScope();
        }
    }

    /// <summary>Lets the pair run as one.</summary>
    public void Begin()
    {
        Watch(_convolution, Shown, Convolved);
        Watch(_normalization, Skipped, Passed);
    }

    /// <summary>Takes the modules back to what they do by themselves.</summary>
    public void End()
    {
        foreach (var unhook in _unhook)
            unhook();
        _unhook.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        foreach (var tensor in (Tensor[])[_weight, _bias, _smallInput, _smallMap])
            tensor.Dispose();
    }

    private void Watch(nn.Module<Tensor, Tensor> module, Func<Tensor, Tensor> before, Func<Tensor, Tensor> after)
    {
        _unhook.Add(module.register_forward_pre_hook((_, input) => before(input)).remove);
        _unhook.Add(module.register_forward_hook((_, _, output) => after(output)).remove);
    }

    private Tensor Shown(Tensor input)
    {
        _input = input;
        return _smallInput;
    }

    private Tensor Convolved(Tensor small)
    {
        small.Dispose();
        var result = nn.functional.conv2d(_input!, _weight, _bias, _convolution.stride, _convolution.padding, _convolution.dilation, _convolution.groups);
        _input = null;
        return result;
    }

    private Tensor Skipped(Tensor input)
    {
        _output = input;
        return _smallMap;
    }

    private Tensor Passed(Tensor small)
    {
        small.Dispose();
        // An alias and not the tensor itself: a sequence frees what its layers took.
        var output = _output!.alias();
        _output = null;
        return output;
    }
}
