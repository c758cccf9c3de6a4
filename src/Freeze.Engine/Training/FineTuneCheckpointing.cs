using Freeze.Freezing;
using Freeze.Libtorch;
using Freeze.Training.Checkpointing;

namespace Freeze.Training;

/// <summary>The part of a fine-tuning run that lasts: what is kept as epochs end, and how the run goes on from it.</summary>
internal sealed class FineTuneCheckpointing : IDisposable
{
    private const string Part = "model";

    private readonly GroupedOptimizer _optimizer;
    private readonly TorchModel _model;
    private readonly FineTuneOptions _options;
    private readonly RunCheckpointing<EpochRecord> _run;
    private readonly FreezeState _planAtStart;

    /// <summary>Opens the run's folder, if there is to be one. Where a run in it is to go on, the plan that it began with is the model's afterwards; nothing else is touched.</summary>
    /// <param name="optimizer">The optimizer, which knows its model.</param>
    /// <param name="data">What is trained on.</param>
    /// <param name="validation">What is evaluated on; null for nothing.</param>
    /// <param name="options">The run's options.</param>
    /// <exception cref="FreezeException">CheckpointMismatch, CheckpointExists, OutputNotWritable, ModelFileCorrupt, OptionInvalid.</exception>
    public FineTuneCheckpointing(GroupedOptimizer optimizer, TorchDataset data, TorchDataset? validation, FineTuneOptions options)
    {
        (_optimizer, _model, _options) = (optimizer, optimizer.Model, options);
        _run = RunCheckpointing<EpochRecord>.Open(options, [Part], () => Facts(data, validation), saved => Differences(saved, options.BatchesOf(data)));
        if (_run.Saved is { } run)
            _model.Reach(run.BaseOf(Part), "the resumed run");
        (Done, _planAtStart) = (_run.Done, SavedPlan.InForce(_model));
    }

    /// <summary>Eight hexadecimal digits; a resumed run keeps its own.</summary>
    public string RunId => _run.RunId;

    /// <summary>The seed that orders and augmentations follow.</summary>
    public long Seed => _run.Seed;

    /// <summary>What layers draw from.</summary>
    public RandomStream Random => _run.Random;

    /// <summary>True where a saved run goes on, whose weights take the place of the model's.</summary>
    public bool IsResumed => _run.Saved is not null;

    /// <summary>Epochs that were done before.</summary>
    public int Done { get; }

    /// <summary>The records of these.</summary>
    public IReadOnlyList<EpochRecord> Records => _run.Records;

    /// <summary>What the user should know of the folder.</summary>
    public IReadOnlyList<string> Warnings => _run.Warnings;

    /// <summary>Makes everything what it was when the saved run was kept; or, for a run that begins, keeps it as it is now.</summary>
    /// <param name="steps">The run's steps.</param>
    /// <param name="judge">Hears of the epochs that are done.</param>
    /// <param name="best">Gets the best weights, where patience needs them.</param>
    /// <exception cref="FreezeException">CheckpointMismatch, OutputNotWritable, ModelFileCorrupt.</exception>
    public void Begin(OptimizerStepper steps, EarlyStopping judge, BestWeights best)
    {
        if (_run.Saved is not { } saved)
        {
            _run.Begin([PartOf(steps)]);
            return;
        }

        saved.Restore(Part, _optimizer);
        var part = saved.Description.Parts[Part];
        steps.Resume(part.Steps, part.Schedule);
        foreach (var record in _run.Records)
            judge.IsBest(Judged(record));
        if (_options.Patience is not null && _run.OpenBest() is { } bestRun)
        {
            using (bestRun)
                bestRun.RestoreWeights(Part, _model);
            best.Keep();
            saved.RestoreWeights(Part, _model);
        }

        saved.RestoreRandom(_run.Random);
    }

    /// <summary>Keeps the state after an epoch, where it is due.</summary>
    /// <param name="record">The epoch's record.</param>
    /// <param name="steps">The run's steps.</param>
    /// <param name="isEnd">Whether the run ends with it.</param>
    /// <returns>The record, with the path of its checkpoint.</returns>
    /// <exception cref="FreezeException">OutputNotWritable; the state before is still there.</exception>
    public EpochRecord End(EpochRecord record, OptimizerStepper steps, bool isEnd)
    {
        record = record with { CheckpointPath = _run.PathAfter(record.Epoch, isEnd) };
        // The losses of single steps would make every checkpoint longer than the one before.
        _run.End(record with { StepLosses = [] }, [PartOf(steps)], record.IsBest, isEnd);
        return record;
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    /// <summary>What an epoch is judged by.</summary>
    public static double Judged(EpochRecord record) => record.ValidationLoss ?? record.TrainLoss;

    private RunPart PartOf(OptimizerStepper steps) => new(Part, _optimizer, _planAtStart, steps.Taken, steps.Schedule);

    private ResumeContract Facts(TorchDataset data, TorchDataset? validation)
    {
        _model.RequireSettled();
        return new ResumeContract()
            .StateModel(_optimizer)
            .StateData("training data", data, trains: true)
            .StateData("validation data", validation, trains: false)
            .State("classes", data.Classes ?? [])
            .StateFineTuning(_options, isAugmented: data.Augment.Count > 0);
    }

    private IEnumerable<string> Differences(RunCheckpoint saved, int batches)
    {
        var (before, now) = (saved.BaseOf(Part), SavedPlan.InForce(_model));
        // Where the run was interrupted in this session, the model has the plan of some epoch by now.
        if (!Plans(saved).Any(plan => SavedPlan.FreezeAlike(plan, now)))
        {
            foreach (var difference in SavedPlan.Describe(now).DifferencesFrom(SavedPlan.Describe(before)))
                yield return difference;
        }

        var description = saved.Description;
        if (!OptimizerStepper.AgreeSoFar(_optimizer, _options, batches, description.Epochs, description.Parts[Part].Steps))
            yield return $"its schedule depends on the number of epochs, which was {description.Epochs} and is {_options.Epochs}";
        var judge = new EarlyStopping(_options.Patience);
        foreach (var record in saved.Records<EpochRecord>().SkipLast(1))
        {
            judge.IsBest(Judged(record));
            if (!judge.IsExhausted)
                continue;
            yield return $"with a patience of {_options.Patience} it would have ended after epoch {record.Epoch}, and it has gone on to epoch {description.Epoch}";
            break;
        }
    }

    private IEnumerable<FreezeState> Plans(RunCheckpoint saved)
    {
        var begin = saved.BaseOf(Part);
        yield return begin;
        yield return saved.PlanOf(Part);
        if (_options.FreezeEpochs == 0 && _options.Unfreeze is null)
            yield break;
        var schedule = new FreezeSchedule(_model.Outline().With(begin), begin, _model.Head, _options.FreezeEpochs, _options.Unfreeze);
        foreach (var epoch in schedule.Changes)
            yield return schedule.StateAt(epoch);
    }
}
