namespace Freeze;

/// <summary>What two networks play for.</summary>
public enum AdversarialLossKind
{
    /// <summary>Binary cross entropy on logits, the generator's in its non-saturating form (Goodfellow et al. 2014; PyTorch's DCGAN tutorial).</summary>
    Standard,

    /// <summary>Squared distance of the outputs from 1 for real samples and 0 for others (Mao et al. 2016).</summary>
    LeastSquares,

    /// <summary>The difference of the mean outputs (Arjovsky et al. 2017); something must bound the discriminator's slope.</summary>
    Wasserstein,

    /// <summary>What falls short of a margin of 1 (Lim and Ye 2017).</summary>
    Hinge,
}
