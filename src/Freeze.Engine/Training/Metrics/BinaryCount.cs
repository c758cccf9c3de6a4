using static TorchSharp.torch;

namespace Freeze.Training.Metrics;

/// <summary>Counts how often an output says yes, and how often it should.</summary>
internal sealed class BinaryCount
{
    private long _seen, _right, _called, _actual, _both;

    /// <summary>Adds a batch. The caller's scope takes the tensors made here.</summary>
    /// <param name="outputs">Logits of any shape.</param>
    /// <param name="targets">As many targets from 0 to 1; above one half is yes.</param>
    public void Add(Tensor outputs, Tensor targets)
    {
        var called = outputs.gt(0).reshape(-1);
        var actual = targets.to(outputs.dtype).gt(0.5).reshape(-1);
        _seen += called.numel();
        _right += Count(called.eq(actual));
        _called += Count(called);
        _actual += Count(actual);
        _both += Count(called.logical_and(actual));
    }

    /// <summary>The outcome.</summary>
    public BinaryScore Score()
    {
        var precision = _called == 0 ? 0 : (double)_both / _called;
        var recall = _actual == 0 ? 0 : (double)_both / _actual;
        return new BinaryScore((double)_right / Math.Max(1, _seen), precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }

    private static long Count(Tensor truths) => truths.sum().item<long>();
}
