using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>What each of the two networks makes small. Outputs may have any shape; every element counts alike, and losses are means.</summary>
/// <param name="kind">Which loss.</param>
/// <param name="labelSmoothing">How far below 1 the target for real samples lies.</param>
internal sealed class AdversarialLoss(AdversarialLossKind kind, double labelSmoothing)
{
    // Verdicts this near to their targets in every step leave the generator next to nothing to learn from.
    private const double Sure = 0.01;

    /// <summary>The discriminator's loss, a scalar.</summary>
    /// <param name="real">Its outputs for real samples.</param>
    /// <param name="fake">Its outputs for generated ones.</param>
    public Tensor OfDiscriminator(Tensor real, Tensor fake) => kind switch
    {
        AdversarialLossKind.Standard => CrossEntropy(real, 1 - labelSmoothing) + CrossEntropy(fake, 0),
        AdversarialLossKind.LeastSquares => Squares(real, 1 - labelSmoothing) + Squares(fake, 0),
        AdversarialLossKind.Wasserstein => fake.mean() - real.mean(),
        _ => (1 - real).relu().mean() + (1 + fake).relu().mean(),
    };

    /// <summary>The generator's loss, a scalar.</summary>
    /// <param name="fake">The discriminator's outputs for generated samples.</param>
    public Tensor OfGenerator(Tensor fake) => kind switch
    {
        AdversarialLossKind.Standard => CrossEntropy(fake, 1),
        AdversarialLossKind.LeastSquares => Squares(fake, 1),
        _ => -fake.mean(),
    };

    /// <summary>The mean verdict in some outputs: a probability where outputs are logits, else their mean.</summary>
    public double Score(Tensor outputs)
    {
        using var off = no_grad();
        var verdicts = kind == AdversarialLossKind.Standard ? outputs.sigmoid() : outputs;
        return verdicts.mean().to(ScalarType.Float64).item<double>();
    }

    /// <summary>Whether the discriminator is as good as certain of both kinds of samples. A Wasserstein critic is meant to win, so it never counts as certain.</summary>
    /// <param name="real">Its score of real samples.</param>
    /// <param name="fake">Its score of generated ones.</param>
    public bool IsDecided(double real, double fake) => kind switch
    {
        AdversarialLossKind.Standard => real > 1 - labelSmoothing - Sure && fake < Sure,
        AdversarialLossKind.LeastSquares => Math.Abs(real - 1 + labelSmoothing) < Sure && Math.Abs(fake) < Sure,
        AdversarialLossKind.Hinge => real >= 1 && fake <= -1,
        _ => false,
    };

    private static Tensor CrossEntropy(Tensor outputs, double target) => nn.functional.binary_cross_entropy_with_logits(outputs, full_like(outputs, target));

    private static Tensor Squares(Tensor outputs, double target) => (outputs - target).square().mean();
}
