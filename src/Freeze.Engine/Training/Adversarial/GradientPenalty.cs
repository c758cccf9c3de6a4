using Freeze.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>Holds the discriminator's slope near 1 between real samples and generated ones (Gulrajani et al., "Improved Training of Wasserstein GANs", 2017).</summary>
internal static class GradientPenalty
{
    /// <summary>The mean squared distance from 1 of the gradient's norm, at one point on the line between each pair.</summary>
    /// <param name="discriminator">The network that learns.</param>
    /// <param name="real">Real samples.</param>
    /// <param name="fake">As many generated ones.</param>
    /// <param name="shares">N numbers from 0 to 1: how much of each point is the real sample's.</param>
    public static Tensor Of(TorchModel discriminator, Tensor real, Tensor fake, Tensor shares)
    {
        var share = shares.reshape([shares.shape[0], .. Enumerable.Repeat(1L, (int)real.dim() - 1)]);
        var points = (share * real + (1 - share) * fake).detach().requires_grad_();
        var outputs = ForwardPass.Run(discriminator, points);
        var gradient = autograd.grad([outputs], [points], [ones_like(outputs)], retain_graph: true, create_graph: true)[0];
        var norms = linalg.vector_norm(gradient.flatten(1), 2, [1]);
        return (norms - 1).square().mean();
    }
}
