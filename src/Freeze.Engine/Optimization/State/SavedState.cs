using TorchSharp;

namespace Freeze.Optimization.State;

/// <summary>What an optimizer remembered of one parameter, apart from any optimizer.</summary>
/// <param name="Name">The parameter's full dotted name.</param>
/// <param name="Shape">The parameter's shape.</param>
/// <param name="Algorithm">The algorithm that remembered it; null where its file does not say.</param>
/// <param name="Tensors">Its tensors by PyTorch's names.</param>
/// <param name="Numbers">Its numbers by PyTorch's names.</param>
internal sealed record SavedState(string Name, IReadOnlyList<long> Shape, OptimizerAlgorithm? Algorithm, IReadOnlyDictionary<string, torch.Tensor> Tensors, IReadOnlyDictionary<string, double> Numbers) : IDisposable
{
    /// <summary>The parameters that the state is about together, in their order, where it is about several (L-BFGS); else empty.</summary>
    public IReadOnlyList<ParameterShape> Together { get; init; } = [];

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
