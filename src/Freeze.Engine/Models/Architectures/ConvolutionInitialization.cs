using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Models.Architectures;

/// <summary>The initial weights that torchvision gives to convolutional networks.</summary>
internal static class ConvolutionInitialization
{
    /// <summary>Draws every convolution from a normal distribution for ReLU by its fan-out (He et al. 2015), biases zero.</summary>
    public static void KaimingNormalFanOut(nn.Module network)
    {
        using var off = no_grad();
        foreach (var convolution in network.modules().OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(convolution.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            if (convolution.bias is { } bias)
                nn.init.zeros_(bias);
        }
    }
}
