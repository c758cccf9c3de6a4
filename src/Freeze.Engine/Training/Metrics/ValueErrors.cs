using static TorchSharp.torch;

namespace Freeze.Training.Metrics;

/// <summary>Adds up how far outputs are from target values, in double precision.</summary>
internal sealed class ValueErrors
{
    private long _seen;
    private double _absolute, _squared, _mean, _spread;

    /// <summary>Adds a batch. The caller's scope takes the tensors made here.</summary>
    /// <param name="outputs">Values of any shape.</param>
    /// <param name="targets">As many targets.</param>
    public void Add(Tensor outputs, Tensor targets)
    {
        var actual = targets.reshape(-1).to(ScalarType.Float64);
        var error = outputs.reshape(-1).to(ScalarType.Float64) - actual;
        _absolute += error.abs().sum().item<double>();
        _squared += error.square().sum().item<double>();
        // Means and spreads of parts combine without the cancellation that sums of squares suffer from.
        var (count, mean) = (actual.numel(), actual.mean().item<double>());
        var distance = mean - _mean;
        _spread += (actual - mean).square().sum().item<double>() + distance * distance * _seen * count / Math.Max(1, _seen + count);
        _mean += distance * count / Math.Max(1, _seen + count);
        _seen += count;
    }

    /// <summary>The outcome.</summary>
    public ValueScore Score() => new(_absolute / Math.Max(1, _seen), _squared / Math.Max(1, _seen), _spread == 0 ? double.NaN : 1 - _squared / _spread);
}
