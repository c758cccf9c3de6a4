using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Networks.Layers;

/// <summary>Constants of a family's batch normalization.</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Weight of a new batch in the running statistics.</param>
internal sealed record BatchNormSettings(double Epsilon, double Momentum)
{
    /// <summary>PyTorch's.</summary>
    public static BatchNormSettings Default { get; } = new(1e-5, 0.1);

    /// <summary>A layer with these constants.</summary>
    public BatchNorm2d Layer(int channels) => nn.BatchNorm2d(channels, eps: Epsilon, momentum: Momentum);
}
