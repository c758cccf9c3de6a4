using Freeze.Freezing;
using Freeze.Libtorch;
using Freeze.Training.Checkpointing;

namespace Freeze.Training.Adversarial;

/// <summary>The part of an adversarial run that lasts: what is kept of both networks as epochs end, and how the run goes on from it.</summary>
internal sealed class AdversarialCheckpointing : IDisposable
{
    private readonly IReadOnlyList<(string Name, GroupedOptimizer Optimizer, AdversarialOptions Options, int Steps)> _networks;
    private readonly AdversarialOptions _options;
    private readonly RunCheckpointing<AdversarialRecord> _run;
    private readonly IReadOnlyDictionary<string, FreezeState> _plansAtStart;

    /// <summary>Opens the run's folder, if there is to be one. Where a run in it is to go on, the plans that it began with are the networks' afterwards; nothing else is touched.</summary>
    /// <param name="generator">The generator's optimizer, which knows its network.</param>
    /// <param name="discriminator">The discriminator's.</param>
    /// <param name="data">The real samples.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="generatorSteps">The generator's steps in an epoch.</param>
    /// <exception cref="FreezeException">CheckpointMismatch, CheckpointExists, OutputNotWritable, ModelFileCorrupt, OptionInvalid.</exception>
    public AdversarialCheckpointing(GroupedOptimizer generator, GroupedOptimizer discriminator, TorchDataset data, AdversarialOptions options, int generatorSteps)
    {
        _options = options;
        _networks = [("generator", generator, options, generatorSteps), ("discriminator", discriminator, options.ForDiscriminator(), options.BatchesOf(data))];
        _run = RunCheckpointing<AdversarialRecord>.Open(options, [.. _networks.Select(network => network.Name)], () => Facts(data), Differences);
        if (_run.Saved is { } saved)
        {
            foreach (var network in _networks)
                network.Optimizer.Model.Reach(saved.BaseOf(network.Name), "the resumed run");
        }

        Done = _run.Done;
        _plansAtStart = _networks.ToDictionary(network => network.Name, network => SavedPlan.InForce(network.Optimizer.Model));
    }

    /// <summary>Eight hexadecimal digits; a resumed run keeps its own.</summary>
    public string RunId => _run.RunId;

    /// <summary>The seed that noise, orders and augmentations follow.</summary>
    public long Seed => _run.Seed;

    /// <summary>What layers draw from.</summary>
    public RandomStream Random => _run.Random;

    /// <summary>True where a saved run goes on, whose weights take the place of the models'.</summary>
    public bool IsResumed => _run.Saved is not null;

    /// <summary>Epochs that were done before.</summary>
    public int Done { get; }

    /// <summary>The records of these.</summary>
    public IReadOnlyList<AdversarialRecord> Records => _run.Records;

    /// <summary>What the user should know of the folder.</summary>
    public IReadOnlyList<string> Warnings => _run.Warnings;

    /// <summary>Makes everything what it was when the saved run was kept; or, for a run that begins, keeps it as it is now.</summary>
    /// <param name="generator">The generator's steps.</param>
    /// <param name="discriminator">The discriminator's.</param>
    /// <exception cref="FreezeException">CheckpointMismatch, OutputNotWritable, ModelFileCorrupt.</exception>
    public void Begin(OptimizerStepper generator, OptimizerStepper discriminator)
    {
        if (_run.Saved is not { } saved)
        {
            _run.Begin(Parts(generator, discriminator));
            return;
        }

        foreach (var (network, steps) in _networks.Zip([generator, discriminator]))
        {
            saved.Restore(network.Name, network.Optimizer);
            var part = saved.Description.Parts[network.Name];
            steps.Resume(part.Steps, part.Schedule);
        }

        saved.RestoreRandom(_run.Random);
    }

    /// <summary>Keeps the state after an epoch, where it is due.</summary>
    /// <param name="record">The epoch's record.</param>
    /// <param name="generator">The generator's steps.</param>
    /// <param name="discriminator">The discriminator's.</param>
    /// <returns>The record, with the path of its checkpoint.</returns>
    /// <exception cref="FreezeException">OutputNotWritable; the state before is still there.</exception>
    public AdversarialRecord End(AdversarialRecord record, OptimizerStepper generator, OptimizerStepper discriminator)
    {
        var isEnd = record.Epoch == _options.Epochs;
        record = record with { CheckpointPath = _run.PathAfter(record.Epoch, isEnd) };
        // The losses of single steps would make every checkpoint longer than the one before.
        _run.End(record with { GeneratorStepLosses = [], DiscriminatorStepLosses = [] }, Parts(generator, discriminator), isBest: false, isEnd);
        return record;
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    private IReadOnlyList<RunPart> Parts(OptimizerStepper generator, OptimizerStepper discriminator) =>
        [.. _networks.Zip([generator, discriminator], (network, steps) => new RunPart(network.Name, network.Optimizer, _plansAtStart[network.Name], steps.Taken, steps.Schedule))];

    private ResumeContract Facts(TorchDataset data)
    {
        var facts = new ResumeContract();
        foreach (var network in _networks)
        {
            network.Optimizer.Model.RequireSettled();
            facts.StateModel(network.Optimizer, Of(network.Name));
        }

        return facts
            .StateData("training data", data, trains: true)
            .StateAdversarial(_options);
    }

    private IEnumerable<string> Differences(RunCheckpoint saved)
    {
        foreach (var network in _networks)
        {
            var (before, now) = (saved.BaseOf(network.Name), SavedPlan.InForce(network.Optimizer.Model));
            // Where a script froze more between two epochs and the run was interrupted in this session, the model has that plan by now.
            if (!SavedPlan.FreezeAlike(before, now) && !SavedPlan.FreezeAlike(saved.PlanOf(network.Name), now))
            {
                foreach (var difference in SavedPlan.Describe(now, Of(network.Name)).DifferencesFrom(SavedPlan.Describe(before, Of(network.Name))))
                    yield return difference;
            }

            if (!OptimizerStepper.AgreeSoFar(network.Optimizer, network.Options, network.Steps, saved.Description.Epochs, saved.Description.Parts[network.Name].Steps))
                yield return $"the schedule{Of(network.Name)} depends on the number of epochs, which was {saved.Description.Epochs} and is {_options.Epochs}";
        }
    }

    private static string Of(string name) => $" of the {name}";
}
