using System.Diagnostics;
using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Models.Matching;
using Freeze.Training.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>An adversarial run, pulled step by step on the caller's thread.</summary>
internal sealed class AdversarialRun(GroupedOptimizer generator, GroupedOptimizer discriminator, TorchDataset data, AdversarialOptions options)
{
    private AdversarialNetwork _generator = null!, _discriminator = null!;
    private AdversarialPhases _phases = null!;
    private Divergence _ofGenerator = null!, _ofDiscriminator = null!;
    private LatentNoise _noise = null!;
    private PrecisionChoice _precision = null!;
    private SamplePictures? _pictures;
    private FreezeScheduler _generatorFreezing = null!;
    private FreezeScheduler? _discriminatorFreezing;
    private IReadOnlyList<string> _inputWarnings = [];

    private int GeneratorSteps => AdversarialChecks.StepsOf(data, options).Generator;

    private int StepCount => AdversarialChecks.StepsOf(data, options).All;

    /// <summary>Trains. Each element is a step of one network that has been taken; an epoch's last one carries its record.</summary>
    /// <exception cref="FreezeException">NothingTrainable, NewParameterInFrozenLayer, ParameterInNoGroup, DatasetInvalid, ShapeMismatch, LossNotFinite, FrozenChanged, OptionInvalid, CheckpointMismatch, CheckpointExists, OutputNotWritable, ModelFileCorrupt.</exception>
    public IEnumerable<AdversarialProgress> Steps()
    {
        using var deterministic = options.Deterministic ? DeterministicAlgorithms.Begin() : null;
        AdversarialChecks.RequireSense(options);
        AdversarialChecks.RequireNetworks(generator, discriminator, options);
        using var generatorUse = generator.Model.Use.Train();
        using var discriminatorUse = discriminator.Model.Use.Train();
        AdversarialChecks.RequireData(generator.Model, discriminator.Model, data, options);
        using var history = new AdversarialCheckpointing(generator, discriminator, data, options, GeneratorSteps);
        Prepare(history);
        try
        {
            using var log = RunLog.Open(options.LogPath, options.CheckpointPath, history.RunId, history.Done, (long)history.Done * StepCount + 1, history.Records);
            var notes = new AdversarialLog(log, _generator, _discriminator);
            for (var epoch = history.Done + 1; epoch <= options.Epochs; epoch++)
            {
                foreach (var step in Epoch(epoch, history))
                {
                    var noted = notes.Note(step);
                    generatorUse.IsAtRest = discriminatorUse.IsAtRest = step.Record is not null;
                    yield return noted;
                    generatorUse.IsAtRest = discriminatorUse.IsAtRest = false;
                }
            }
        }
        finally
        {
            // However the run ends, both networks have the user's modes; their flags they have after every step.
            _generator.Dispose();
            _discriminator.Dispose();
            _pictures?.Dispose();
            _noise.Dispose();
        }
    }

    private void Prepare(AdversarialCheckpointing history)
    {
        _ofGenerator = new Divergence(generator.Model, history.RunId, history.IsResumed);
        _ofDiscriminator = new Divergence(discriminator.Model, history.RunId, history.IsResumed);
        var plain = new FineTuneOptions { Epochs = options.Epochs };
        _generatorFreezing = new FreezeScheduler(generator, plain);
        _discriminatorFreezing = options.FreezeDiscriminator ? null : new FreezeScheduler(discriminator, plain);
        var shape = LatentNoise.ShapeFor(generator.Model, options.LatentSize);
        _generator = new AdversarialNetwork(generator, options with { WeightClip = null }, GeneratorSteps);
        _discriminator = new AdversarialNetwork(discriminator, options.ForDiscriminator(), options.BatchesOf(data));
        _noise = new LatentNoise(history.Seed, shape, generator.Model);
        _precision = PrecisionChoice.Make(discriminator.Model, options.Precision);
        _pictures = options.SamplePath is { } path ? new SamplePictures(path, _noise, data, _precision.Precision) : null;
        _phases = new AdversarialPhases(_generator, _discriminator, _noise, options with { Precision = _precision.Precision }, history.Random);
        _inputWarnings = InputComparison.Warnings(data, discriminator.Model);
        (discriminator.Model.Input, discriminator.Model.SampleShape) = (data.Input, data.SampleShape);
        generator.Model.SampleShape = shape;
        history.Begin(_generator.Steps, _discriminator.Steps);
    }

    private IEnumerable<AdversarialProgress> Epoch(int epoch, AdversarialCheckpointing history)
    {
        var isFirst = epoch == history.Done + 1;
        _generatorFreezing.Enter(epoch, isFirst);
        _discriminatorFreezing?.Enter(epoch, isFirst);
        var proofs = new EpochProofs(generator.Model, discriminator.Model, options);
        var clock = Stopwatch.StartNew();
        _noise.Begin(epoch);
        history.Random.BeginEpoch();
        var tally = new AdversarialTally();
        IReadOnlyList<string> warnings = isFirst
            ? [.. _ofGenerator.Warnings, .. _ofDiscriminator.Warnings, .. history.Warnings, .. _inputWarnings,
                .. AdversarialChecks.Warnings(generator.Model, discriminator.Model, data, options), .. _precision.Warnings]
            : [];
        var learners = new HashSet<AdversarialRole>();
        AdversarialProgress last = null!;
        foreach (var step in Play(epoch, history.Seed, tally))
        {
            if (isFirst && learners.Add(step.Learner))
                warnings = [.. warnings, .. GradientReach.Warnings((step.Learner == AdversarialRole.Generator ? generator : discriminator).Model)];
            last = step with { SamplesPerSecond = tally.Seen / clock.Elapsed.TotalSeconds, Warnings = warnings };
            warnings = [];
            // The last step, one of the generator, waits for the epoch's record.
            if (tally.GeneratorSteps < GeneratorSteps)
                yield return last;
        }

        proofs.Verify();
        _ofGenerator.Settle();
        _ofDiscriminator.Settle();
        MarkTrained();
        _generator.Steps.EndEpoch(epoch, tally.GeneratorLoss);
        _discriminator.Steps.EndEpoch(epoch, tally.DiscriminatorLoss);
        generator.Model.SampleShape = _noise.Shape;
        var (picture, trouble) = _pictures?.Write(generator.Model, _noise.Shape, epoch) ?? default;
        var decided = tally.AlwaysDecided ? AdversarialChecks.Decided(epoch, tally) : null;
        var record = history.End(Record(epoch, history.RunId, tally, clock.Elapsed) with { SamplePath = picture }, _generator.Steps, _discriminator.Steps);
        // The collector sees only the small handles of an epoch's tensors and lets them pile up; most die young, so this takes well under a millisecond.
        GC.Collect(0);
        yield return last with { Record = record, Warnings = [.. last.Warnings, .. new[] { decided, trouble }.OfType<string>()] };
    }

    private IEnumerable<AdversarialProgress> Play(int epoch, long seed, AdversarialTally tally)
    {
        var order = options.Shuffle ? ShuffleOrder.Of(seed, epoch, data.Count) : Enumerable.Range(0, data.Count).ToArray();
        var batches = new DataLoader(data, order, options.BatchSize, options.DropLast, new AugmentationSeed(seed, epoch));
        var (taken, number) = (0, 0);
        AdversarialProgress Step(AdversarialRole learner, double loss) => new(epoch, options.Epochs, learner, ++number, StepCount, loss, 0, null, []);
        foreach (var batch in batches)
        {
            using var own = batch;
            taken++;
            if (!options.FreezeDiscriminator)
            {
                var verdict = _ofDiscriminator.Take(epoch, taken, null, 
                    () => _phases.Discriminate(batch, epoch, taken - 1, options.FrozenProof && taken == 1), () => _discriminator.Reached);
                tally.Add(verdict, batch.Count, _phases.IsDecided(verdict));
                yield return Step(AdversarialRole.Discriminator, verdict.Loss);
                if (taken % options.DiscriminatorSteps != 0 && taken < batches.Count)
                    continue;
            }

            for (var i = 0; i < options.GeneratorSteps; i++)
            {
                var judged = options.FreezeDiscriminator && i == 0 ? batch : null;
                var (loss, verdict) = _ofGenerator.Take(epoch, tally.GeneratorSteps + 1, null,
                    () => _phases.Generate(batch.Count, epoch, tally.GeneratorSteps, options.FrozenProof && tally.GeneratorSteps == 0, judged), () => _generator.Reached);
                tally.Add(loss);
                if (verdict is not null)
                    tally.Add(verdict, batch.Count, _phases.IsDecided(verdict));
                yield return Step(AdversarialRole.Generator, loss);
            }
        }
    }

    private AdversarialRecord Record(int epoch, string runId, AdversarialTally tally, TimeSpan time) => new()
    {
        RunId = runId,
        Epoch = epoch,
        GeneratorLoss = tally.GeneratorLoss,
        DiscriminatorLoss = tally.DiscriminatorLoss,
        RealScore = tally.RealScore,
        FakeScore = tally.FakeScore,
        GeneratorIntact = options.FrozenProof ? true : null,
        DiscriminatorIntact = options.FrozenProof ? true : null,
        LearningRates = NamedValues.Of(_generator.Rates("generator").Concat(options.FreezeDiscriminator ? [] : _discriminator.Rates("discriminator"))),
        Duration = time,
        SamplesPerSecond = tally.Seen / time.TotalSeconds,
        GeneratorTrainableCount = generator.Model.TrainableCount,
        DiscriminatorTrainableCount = options.FreezeDiscriminator ? 0 : discriminator.Model.TrainableCount,
        GeneratorStepLosses = tally.GeneratorLosses,
        DiscriminatorStepLosses = tally.DiscriminatorLosses,
    };

    private void MarkTrained()
    {
        foreach (var parameter in generator.Model.Parameters.Concat(options.FreezeDiscriminator ? [] : discriminator.Model.Parameters).Where(parameter => parameter.Trainable))
            parameter.Provenance = Provenance.Trained;
    }
}
