using TorchSharp;
using TorchSharp.Modules;

namespace Freeze.Optimization;

/// <summary>Limits gradients before a step, as torch.nn.utils.clip_grad_norm_ and clip_grad_value_ do. Parameters without a gradient take no part.</summary>
public static class GradientClipping
{
    // PyTorch's guard against division by zero; part of the result.
    private const double Guard = 1e-6;

    /// <summary>Scales all gradients together so that their total norm is at most <paramref name="maximum"/>.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="maximum">The greatest norm allowed, above 0.</param>
    /// <param name="type">The p of the norm: 1, 2, or <see cref="double.PositiveInfinity"/> for the greatest element.</param>
    /// <returns>The total norm before scaling; 0 without any gradient. It is not finite where a gradient is not.</returns>
    /// <exception cref="FreezeException">OptionInvalid: the maximum or the type is not above 0.</exception>
    public static double ByNorm(IEnumerable<Parameter> parameters, double maximum, double type = 2)
    {
        Check("ClipNorm", maximum);
        Check("ClipNormType", type);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var gradients = Gradients(parameters);
        if (gradients.Length == 0)
            return 0;
        var norms = gradients.Select(gradient => Norm(gradient, type).cpu()).ToArray();
        var widest = norms.Any(norm => norm.dtype == torch.ScalarType.Float64) ? torch.ScalarType.Float64 : torch.ScalarType.Float32;
        var total = Norm(torch.stack(norms.Select(norm => norm.to(widest)).ToArray()), type).to(torch.ScalarType.Float64).item<double>();
        var factor = maximum / (total + Guard);
        // A factor that is not a number must reach the gradients, as in PyTorch.
        if (!(factor >= 1))
        {
            foreach (var gradient in gradients)
                gradient.mul_(factor);
        }

        return total;
    }

    /// <summary>Limits every element of every gradient to -<paramref name="maximum"/> .. <paramref name="maximum"/>.</summary>
    /// <exception cref="FreezeException">OptionInvalid: the maximum is not above 0.</exception>
    public static void ByValue(IEnumerable<Parameter> parameters, double maximum)
    {
        Check("ClipValue", maximum);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var gradient in Gradients(parameters))
            gradient.clamp_(-maximum, maximum);
    }

    private static torch.Tensor[] Gradients(IEnumerable<Parameter> parameters) => parameters.Select(parameter => parameter.grad).Where(gradient => gradient is not null).ToArray()!;

    private static torch.Tensor Norm(torch.Tensor tensor, double type) => double.IsPositiveInfinity(type) ? tensor.abs().max() : torch.linalg.vector_norm(tensor, type);

    private static void Check(string option, double value)
    {
        if (!(value > 0))
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"{option} is {OptionReading.Describe(value)}, but must be above 0.", $"Give {option} above 0, or leave it out.");
    }
}
