using static TorchSharp.torch;

namespace Freeze.Data;

/// <summary>Some samples, ready for a model.</summary>
/// <param name="Inputs">N x the sample's shape, float32.</param>
/// <param name="Labels">N class numbers (int64), or N x targets (float32).</param>
/// <param name="Count">N.</param>
internal sealed record Batch(Tensor Inputs, Tensor Labels, int Count) : IDisposable
{
    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
