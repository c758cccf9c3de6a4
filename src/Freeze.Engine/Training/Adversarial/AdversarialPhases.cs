using System.Runtime.InteropServices;
using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>The two kinds of steps. Nothing stays open on the thread after one, and both networks are as the user left them: the caller's pipeline runs in between.</summary>
/// <param name="generator">The network that makes samples.</param>
/// <param name="discriminator">The network that judges them.</param>
/// <param name="noise">What samples are made of.</param>
/// <param name="options">The run's.</param>
/// <param name="random">What layers draw from.</param>
internal sealed class AdversarialPhases(AdversarialNetwork generator, AdversarialNetwork discriminator, LatentNoise noise, AdversarialOptions options, RandomStream random)
{
    private readonly AdversarialLoss _loss = new(options.Loss, options.LabelSmoothing);
    private bool _noiseFits;

    /// <summary>Whether the discriminator is as good as certain.</summary>
    public bool IsDecided(Verdict verdict) => _loss.IsDecided(verdict.Real, verdict.Fake);

    /// <summary>A step of the discriminator, the generator frozen.</summary>
    /// <param name="batch">Real samples; the caller disposes of them.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The step's place among the discriminator's in the epoch, from 0.</param>
    /// <param name="proof">Whether to prove that the generator does not move.</param>
    /// <exception cref="FreezeException">LossNotFinite, before any weight is touched; ShapeMismatch; OutOfMemory; FrozenChanged.</exception>
    public Verdict Discriminate(Batch batch, int epoch, int position, bool proof) => Phase(discriminator, generator, proof, () =>
    {
        discriminator.Begin(position);
        Tensor fake;
        using (set_grad_enabled(!options.FreezePhases))
            fake = MakeSamples(batch.Count);
        var real = Place(batch, fake);
        var (onReal, onFake) = (Judge(real), Judge(fake));
        var loss = _loss.OfDiscriminator(onReal, onFake);
        if (options.GradientPenalty > 0)
            loss += options.GradientPenalty * GradientPenalty.Of(discriminator.Model, real, fake, noise.Shares(batch.Count).to(real.dtype, real.device));
        var (realScore, fakeScore) = (_loss.Score(onReal), _loss.Score(onFake));
        return new Verdict(discriminator.Descend(loss, epoch, position), realScore, fakeScore);
    });

    /// <summary>A step of the generator, the discriminator frozen.</summary>
    /// <param name="count">How many samples to make.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="position">The step's place among the generator's in the epoch, from 0.</param>
    /// <param name="proof">Whether to prove that the discriminator does not move.</param>
    /// <param name="batch">Real samples to judge beside, where the discriminator has no phase of its own; null for none.</param>
    /// <returns>The loss, and with real samples what the discriminator made of both kinds.</returns>
    /// <exception cref="FreezeException">LossNotFinite, before any weight is touched; ShapeMismatch; OutOfMemory; FrozenChanged.</exception>
    public (double Loss, Verdict? Verdict) Generate(int count, int epoch, int position, bool proof, Batch? batch = null) => Phase(generator, discriminator, proof, () =>
    {
        generator.Begin(position);
        var fake = MakeSamples(count);
        var outputs = Judge(fake);
        var verdict = batch is null ? null : Compare(Place(batch, fake), outputs);
        return (generator.Descend(_loss.OfGenerator(outputs), epoch, position), verdict);
    });

    private T Phase<T>(AdversarialNetwork learner, AdversarialNetwork frozen, bool proof, Func<T> step)
    {
        var result = default(T)!;
        var before = proof ? PhaseProof.Take(frozen.Model) : null;
        learner.Learn();
        try
        {
            frozen.Freeze();
            NativeFailure.Translate($"Training {learner.Model.Name}", () =>
            {
                using var scope = NewDisposeScope();
                result = random.Draw(learner, step);
            });
        }
        finally
        {
            frozen.Thaw();
        }

        before?.Verify($"while {learner.Model.Name} learned");
        return result;
    }

    private Tensor Judge(Tensor samples) => ForwardPass.Run(discriminator.Model, samples, options.Precision);

    private Verdict Compare(Tensor real, Tensor outputs)
    {
        using var off = no_grad();
        var onReal = Judge(real);
        return new Verdict(_loss.OfDiscriminator(onReal, outputs).to(ScalarType.Float64).item<double>(), _loss.Score(onReal), _loss.Score(outputs));
    }

    private Tensor Place(Batch batch, Tensor fake)
    {
        if (!batch.Inputs.shape.AsSpan(1).SequenceEqual(fake.shape.AsSpan(1)))
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, generator.Model.Name,
                $"{generator.Model.Name} makes samples of {new TensorShape(fake.shape.Skip(1))}, but the data has {new TensorShape(batch.Inputs.shape.Skip(1))}.",
                "Both must have the same shape: choose the generator's -ImageSize and -InputChannels, or the data's -ImageSize, -Padding and -Channels.");
        }

        var first = discriminator.Model.Parameters[0].Value;
        return batch.Inputs.to(first.dtype, first.device);
    }

    // A module of the user's own may take its noise in the other of the two shapes; the first step finds out.
    private Tensor MakeSamples(int count)
    {
        var latent = noise.Draw(count);
        try
        {
            var samples = ForwardPass.Run(generator.Model, latent, options.Precision);
            _noiseFits = true;
            return samples;
        }
        catch (ExternalException) when (!_noiseFits)
        {
            if (InOtherShape(latent) is not { } samples)
                throw;
            (noise.Shape, _noiseFits) = (noise.OtherShape, true);
            return samples;
        }
    }

    private Tensor? InOtherShape(Tensor latent)
    {
        try
        {
            return ForwardPass.Run(generator.Model, latent.reshape([latent.shape[0], .. noise.OtherShape]), options.Precision);
        }
        catch (ExternalException)
        {
            return null;
        }
    }
}
