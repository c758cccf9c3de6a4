using Freeze.Models;

namespace Freeze.Training.Adversarial;

/// <summary>What must not move for a whole epoch: the layers that the user froze in either network, and the discriminator altogether where it stays fixed.</summary>
internal sealed class EpochProofs
{
    private readonly TorchModel _generator, _discriminator;
    private readonly FrozenProof? _inGenerator, _inDiscriminator;
    private readonly PhaseProof? _wholeDiscriminator;

    /// <summary>Takes the fingerprints, unless the options leave them out.</summary>
    public EpochProofs(TorchModel generator, TorchModel discriminator, AdversarialOptions options)
    {
        (_generator, _discriminator) = (generator, discriminator);
        if (!options.FrozenProof)
            return;
        _inGenerator = FrozenProof.Take(generator);
        _inDiscriminator = FrozenProof.Take(discriminator);
        _wholeDiscriminator = options.FreezeDiscriminator ? PhaseProof.Take(discriminator) : null;
    }

    /// <exception cref="FreezeException">FrozenChanged: names what moved.</exception>
    public void Verify()
    {
        _inGenerator?.Verify(_generator);
        _inDiscriminator?.Verify(_discriminator);
        _wholeDiscriminator?.Verify("in an epoch for which it was frozen");
    }
}
