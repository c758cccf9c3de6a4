namespace Freeze.Training.Adversarial;

/// <summary>What the discriminator made of a batch.</summary>
/// <param name="Loss">Its loss.</param>
/// <param name="Real">Its score of the real samples.</param>
/// <param name="Fake">Its score of the generated ones.</param>
internal sealed record Verdict(double Loss, double Real, double Fake);
