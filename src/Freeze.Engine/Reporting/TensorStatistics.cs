using static TorchSharp.torch;

namespace Freeze.Reporting;

/// <summary>Sums up the values of a tensor.</summary>
internal static class TensorStatistics
{
    /// <summary>Adds mean, standard deviation, extremes, norm and gradient norm to a row.</summary>
    public static ParameterRow AddTo(ParameterRow row, Tensor tensor)
    {
        if (tensor.numel() == 0)
            return row;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var values = tensor.detach().to(ScalarType.Float64);
        return row with
        {
            Mean = values.mean().item<double>(),
            StandardDeviation = values.numel() > 1 ? values.std().item<double>() : 0,
            Minimum = values.min().item<double>(),
            Maximum = values.max().item<double>(),
            Norm = values.norm().item<double>(),
            GradientNorm = tensor.grad is { } gradient ? gradient.to(ScalarType.Float64).norm().item<double>() : null,
        };
    }
}
