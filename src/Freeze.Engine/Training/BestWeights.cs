using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>A copy of a model's weights and statistics as they were after its best epoch.</summary>
internal sealed class BestWeights(TorchModel model) : IDisposable
{
    private List<(Tensor Live, Tensor Copy)> _tensors = [];

    /// <summary>Whether something is kept.</summary>
    public bool IsKept => _tensors.Count > 0;

    /// <summary>Keeps the weights as they are now, in place of any kept before.</summary>
    public void Keep()
    {
        using var off = no_grad();
        if (_tensors.Count == 0)
            _tensors = [.. model.StateTensors.Select(tensor => (tensor.Value, tensor.Value.clone().DetachFromDisposeScope()))];
        else
            Copy(back: false);
    }

    /// <summary>Puts the kept weights back into the model.</summary>
    public void Restore()
    {
        using var off = no_grad();
        Copy(back: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, copy) in _tensors)
            copy.Dispose();
        _tensors = [];
    }

    private void Copy(bool back)
    {
        foreach (var (live, copy) in _tensors)
            _ = back ? live.copy_(copy) : copy.copy_(live);
    }
}
