using static TorchSharp.torch;

namespace Freeze.Data;

/// <summary>Some samples, ready for a model.</summary>
/// <param name="Inputs">N x the sample's shape, float32; or what the frozen beginning of the model makes of it.</param>
/// <param name="Labels">N class numbers (int64), or N x targets (float32).</param>
/// <param name="Count">N.</param>
internal sealed record Batch(Tensor Inputs, Tensor Labels, int Count) : IDisposable
{
    /// <summary>What of the model is still to run on the inputs; null for all of it.</summary>
    public Func<Tensor, Tensor>? Rest { get; init; }

    /// <summary>Whether what is still to run is so little that one thread does it best.</summary>
    public bool IsLight { get; init; }

    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
