namespace Freeze.Training.Adversarial;

/// <summary>What happens in one epoch, added up.</summary>
internal sealed class AdversarialTally
{
    private readonly List<double> _generator = [], _discriminator = [];
    private double _lossSum, _realSum, _fakeSum;

    /// <summary>Real samples seen.</summary>
    public int Seen { get; private set; }

    /// <summary>Whether the discriminator was as good as certain in every step so far.</summary>
    public bool AlwaysDecided { get; private set; } = true;

    /// <summary>Steps of the discriminator, or where it has none its judgements.</summary>
    public int DiscriminatorSteps => _discriminator.Count;

    /// <summary>Steps of the generator.</summary>
    public int GeneratorSteps => _generator.Count;

    /// <summary>The discriminator's mean loss.</summary>
    public double DiscriminatorLoss => _lossSum / Math.Max(1, Seen);

    /// <summary>The generator's mean loss.</summary>
    public double GeneratorLoss => _generator.Count == 0 ? 0 : _generator.Average();

    /// <summary>The mean score of real samples.</summary>
    public double RealScore => _realSum / Math.Max(1, Seen);

    /// <summary>The mean score of generated ones.</summary>
    public double FakeScore => _fakeSum / Math.Max(1, Seen);

    /// <summary>Every loss of the generator.</summary>
    public double[] GeneratorLosses => [.. _generator];

    /// <summary>Every loss of the discriminator.</summary>
    public double[] DiscriminatorLosses => [.. _discriminator];

    /// <summary>Takes in what the discriminator made of some real samples and as many others.</summary>
    public void Add(Verdict verdict, int samples, bool decided)
    {
        _discriminator.Add(verdict.Loss);
        (_lossSum, _realSum, _fakeSum) = (_lossSum + verdict.Loss * samples, _realSum + verdict.Real * samples, _fakeSum + verdict.Fake * samples);
        Seen += samples;
        AlwaysDecided &= decided;
    }

    /// <summary>Takes in a step of the generator.</summary>
    public void Add(double loss) => _generator.Add(loss);
}
