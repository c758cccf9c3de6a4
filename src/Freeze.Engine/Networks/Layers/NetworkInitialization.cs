using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Freeze.Networks.Layers;

/// <summary>The initial weights that torchvision gives where they differ from a layer's own.</summary>
internal static class NetworkInitialization
{
    /// <summary>Draws every convolution from a normal distribution for ReLU by its fan-out (He et al. 2015), biases zero.</summary>
    /// <param name="network">Whose.</param>
    /// <param name="keepBiases">Whether biases stay as the layers drew them.</param>
    public static void ConvolutionsByFanOut(nn.Module network, bool keepBiases = false) => Convolutions(network, nn.init.FanInOut.FanOut, keepBiases);

    /// <summary>Draws every convolution from a normal distribution for ReLU by its fan-in (He et al. 2015), biases zero.</summary>
    public static void ConvolutionsByFanIn(nn.Module network) => Convolutions(network, nn.init.FanInOut.FanIn, keepBiases: false);

    /// <summary>Draws every linear layer from a normal distribution of standard deviation 0.01, biases zero.</summary>
    public static void LinearsNormal(nn.Module network)
    {
        using var off = no_grad();
        foreach (var linear in network.modules().OfType<Linear>())
            Normal(linear.weight, linear.bias, 0.01);
    }

    /// <summary>Draws a weight from a normal distribution; its bias becomes zero.</summary>
    /// <remarks>
    /// Also stands for torchvision's trunc_normal_, which cuts at -2 and 2: at its standard deviations of at most 0.05 nothing lies there
    /// (but for a rounding of PyTorch's, which gives a cut itself once in ten million draws).
    /// TorchSharp's own trunc_normal_ adds the deviation where it should multiply by it, and fills with a constant.
    /// </remarks>
    public static void Normal(Parameter weight, Parameter? bias, double deviation)
    {
        using var off = no_grad();
        nn.init.normal_(weight, 0, deviation);
        if (bias is not null)
            nn.init.zeros_(bias);
    }

    /// <summary>Draws as PyTorch's DCGAN tutorial does: convolutions from N(0, 0.02), scales of normalization layers from N(1, 0.02), shifts zero.</summary>
    public static void Adversarial(nn.Module network)
    {
        using var off = no_grad();
        foreach (var module in network.modules())
        {
            switch (module)
            {
                case Conv2d convolution:
                    nn.init.normal_(convolution.weight, 0, 0.02);
                    break;
                case ConvTranspose2d convolution:
                    nn.init.normal_(convolution.weight, 0, 0.02);
                    break;
                case BatchNorm2d normalization:
                    nn.init.normal_(normalization.weight, 1, 0.02);
                    nn.init.zeros_(normalization.bias!);
                    break;
            }
        }
    }

    private static void Convolutions(nn.Module network, nn.init.FanInOut fan, bool keepBiases)
    {
        using var off = no_grad();
        foreach (var convolution in network.modules().OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(convolution.weight, mode: fan, nonlinearity: nn.init.NonlinearityType.ReLU);
            if (!keepBiases && convolution.bias is { } bias)
                nn.init.zeros_(bias);
        }
    }
}
