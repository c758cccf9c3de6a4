namespace Freeze.Training.Adversarial;

/// <summary>Which of the two networks.</summary>
public enum AdversarialRole
{
    /// <summary>The one that tells real samples from others.</summary>
    Discriminator,

    /// <summary>The one that makes samples of noise.</summary>
    Generator,
}
