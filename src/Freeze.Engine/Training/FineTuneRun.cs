using System.Diagnostics;
using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.Tensors;
using Freeze.Training.FeatureCaching;
using Freeze.Training.Logging;
using Freeze.Training.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>A fine-tuning run, pulled step by step on the caller's thread.</summary>
internal sealed class FineTuneRun(GroupedOptimizer optimizer, TorchDataset data, TorchDataset? validation, FineTuneOptions options)
{
    private readonly TorchModel _model = optimizer.Model;
    private FreezeScheduler _freezing = null!;
    private OptimizerStepper _steps = null!;
    private TrainingStep _step = null!;
    private FrozenFeatures _features = null!;
    private PrecisionChoice _precision = null!;
    private Divergence _divergence = null!;
    private int? _bestEpoch;
    private RunData _matched = null!;
    private readonly EarlyStopping _judge = new(options.Patience);
    private FrozenProof? _proof;
    private bool _isOver;
    private readonly BestWeights _bestWeights = new(optimizer.Model);
    private IReadOnlyList<MetricDefinition> _metrics = [];

    /// <summary>Trains, as <see cref="Run"/> does. Each element is one step that has been taken; an epoch's last one carries its record.</summary>
    public IEnumerable<TrainingProgress> Steps() => Run().OfType<TrainingProgress>();

    /// <summary>Trains. Each element is one step that has been taken, or a batch that was evaluated between an epoch's last step but one and its last, which carries the record.</summary>
    /// <exception cref="FreezeException">NothingTrainable, NewParameterInFrozenLayer, ParameterInNoGroup, DatasetInvalid, ClassMismatch, LabelOutOfRange,
    /// ShapeMismatch, LossNotFinite, FrozenChanged, OptionInvalid, OutputNotWritable.</exception>
    /// <exception cref="OperationCanceledException">The options' cancellation, while evaluating.</exception>
    public IEnumerable<IRunProgress> Run()
    {
        RequireOptions();
        using var use = _model.Use.Train();
        _matched = RunData.Match(_model, data, validation, options.Loss, options.Force);
        (data, validation) = (_matched.Data, _matched.Validation);
        // -Force about classes needs no folder.
        if (_matched.IsForced && options.CheckpointPath is null)
            options = options with { Force = false };
        using var deterministic = options.Deterministic ? DeterministicAlgorithms.Begin() : null;
        using var history = new FineTuneCheckpointing(optimizer, data, validation, options);
        using var loss = Prepare(history);
        using var log = RunLog.Open(history.Done < options.Epochs ? options.LogPath : null, options.CheckpointPath, history.RunId, history.Done, (long)history.Done * options.BatchesOf(data) + 1, history.Records);
        var notes = new FineTuneLog(log, optimizer);
        using var features = _features = new FrozenFeatures(_model, data, validation, options, history.Seed, _precision.Precision);
        _isOver = history.Done >= options.Epochs || _judge.IsExhausted;
        try
        {
            for (var epoch = history.Done + 1; epoch <= options.Epochs && !_judge.IsExhausted; epoch++)
            {
                foreach (var step in Epoch(epoch, loss, history))
                {
                    var noted = step is TrainingProgress taken ? notes.Note(taken) : step;
                    use.IsAtRest = step.Record is not null;
                    yield return noted;
                    use.IsAtRest = false;
                }
            }
        }
        finally
        {
            // However the run ends, the model is left ready for use; one that did not come to its end leaves the user's own plan, so that it can begin again.
            optimizer.ZeroGrad();
            if (!_isOver)
                _freezing.Withdraw();
            if (_bestWeights.IsKept)
                _bestWeights.Restore();
            _bestWeights.Dispose();
            _step.Dispose();
            ModuleModes.Evaluate(_model);
        }
    }

    private void RequireOptions()
    {
        _model.RequireParameters();
        RequirePositive(options.Epochs, "-Epochs");
        RequirePositive(options.BatchSize, "-BatchSize");
        RequirePositive(options.Patience ?? 1, "-Patience");
        if (options.Metrics.Count > 0 && validation is null)
            throw new FreezeException(ErrorCode.OptionInvalid, "Metric", "-Metric measures validation data, and there is none.", "Give some with -Validation; Split-TorchDataset makes two data sets of one.");
        FrozenFeatures.RequireOptions(options);
    }

    private LossFunction Prepare(FineTuneCheckpointing history)
    {
        _freezing = new FreezeScheduler(optimizer, options);
        var first = _model.Parameters[0].Value;
        var loss = new LossFunction(options.Loss, options.LabelSmoothing, options.ClassWeight, first.device, first.dtype);
        _metrics = MetricCatalog.Find(options.Metrics, loss.Targets);
        DataChecks.RequireFit(_model, data, loss);
        DataChecks.RequireBatches(_model, data, options.BatchSize, options.DropLast);
        if (validation is not null)
            DataChecks.RequireFit(_model, validation, loss);
        _steps = new OptimizerStepper(optimizer, options, options.BatchesOf(data));
        _precision = PrecisionChoice.Make(_model, options.Precision);
        _step = new TrainingStep(optimizer, _steps, loss, history.Random, _precision.Precision);
        (_model.Input, _model.SampleShape) = (data.Input, data.SampleShape);
        _model.Classes = _matched.Classes;
        CountedSamples.Require(data, loss);
        if (validation is not null)
            CountedSamples.Require(validation, loss);
        _divergence = new Divergence(_model, history.RunId, history.IsResumed);
        history.Begin(_steps, _judge, _bestWeights);
        _bestEpoch = _bestWeights.IsKept ? history.Records.MinBy(FineTuneCheckpointing.Judged)?.Epoch : null;
        return loss;
    }

    private IEnumerable<IRunProgress> Epoch(int epoch, LossFunction loss, FineTuneCheckpointing history)
    {
        var isFirst = epoch == history.Done + 1;
        _freezing.Enter(epoch, isFirst);
        if (_freezing.HasNewPlan)
            DataChecks.RequireBatches(_model, data, options.BatchSize, options.DropLast);
        ModuleModes.Train(_model);
        history.Random.BeginEpoch();
        var proof = options.FrozenProof ? FrozenProof.Take(_model) : null;
        var written = proof is null ? null : _proof?.ChangeUntil(proof, _model);
        _proof = proof;
        var clock = Stopwatch.StartNew();
        _features.Enter(epoch, _freezing.LastAlike(epoch));
        var order = options.Shuffle ? ShuffleOrder.Of(history.Seed, epoch, data.Count) : Enumerable.Range(0, data.Count).ToArray();
        var batches = _features.Training(order, epoch);
        var divisors = AccumulationWeights.Divisors(order, data, loss, options);
        var (losses, position, seen, mean) = (new List<double>(batches.Count), 0, 0, new WeightedMean());
        // The last step is held back until the epoch's record is made.
        TrainingProgress? last = null;
        foreach (var batch in batches)
        {
            // Held from here on: whoever stops pulling at the yield leaves it behind otherwise.
            using var own = batch;
            if (last is not null)
                yield return last;
            var value = _divergence.Take(epoch, position + 1, _bestEpoch, () => _step.Take(batch, epoch, position, divisors?[position]), () => _step.Reached);
            position++;
            // A batch whose class weights are all 0 counts as nothing.
            var isFirstStep = !double.IsNaN(value) && losses.Count == 0;
            if (!double.IsNaN(value))
                losses.Add(value);
            seen += batch.Count;
            mean.Add(value, loss.WeightOf(batch.Labels));
            last = new TrainingProgress(epoch, options.Epochs, position, batches.Count, value, seen / clock.Elapsed.TotalSeconds, null,
                [.. isFirstStep ? FirstStepWarnings(isFirst ? [.. _divergence.Warnings, .. history.Warnings, .. _matched.Warnings, .. _precision.Warnings] : []) : [], .. isFirstStep && written is not null ? [written] : (string[])[], .. _features.TakeWarnings()])
            {
                Gradients = _step.Gradients,
                Remarks = _features.TakeRemarks(),
                ValidationBatches = ValidationBatches,
            };
        }

        _divergence.Settle();
        MarkTrained();
        var trained = clock.Elapsed;
        proof?.Verify(_model);
        var evaluator = validation is null ? null : new Evaluator(_model, validation, loss, options.BatchSize, _features.Validation(), _precision.Precision);
        foreach (var step in Evaluate(evaluator, epoch, batches.Count))
            yield return step;
        var evaluation = evaluator?.Result;
        var judged = evaluation?.Loss ?? mean.Value;
        var isBest = _judge.IsBest(judged);
        if (isBest && options.Patience is not null)
        {
            _bestWeights.Keep();
            _bestEpoch = epoch;
        }

        var record = new EpochRecord
        {
            RunId = history.RunId,
            Epoch = epoch,
            TrainLoss = mean.Value,
            ValidationLoss = evaluation?.Loss,
            Accuracy = evaluation?.Accuracy,
            Metrics = evaluation is null ? [] : NamedValues.Of(_metrics.Select(metric => (metric.Name, metric.Compute(evaluation)))),
            LearningRates = NamedValues.Of(optimizer.Groups.Select(group => (group.Name, group.LearningRate))),
            Duration = clock.Elapsed,
            SamplesPerSecond = seen / trained.TotalSeconds,
            TrainableCount = _model.TrainableCount,
            FrozenIntact = proof is null ? null : true,
            FeatureCache = _features.State.ToString(),
            IsBest = isBest,
            StepLosses = [.. losses],
        };
        _steps.EndEpoch(epoch, judged);
        _isOver = epoch == options.Epochs || _judge.IsExhausted;
        record = history.End(record, _steps, _isOver);
        // The collector sees only the small handles of an epoch's tensors and lets them pile up; most die young, so this takes well under a millisecond.
        GC.Collect(0);
        if (last is not null)
            yield return last with { Record = record };
    }

    private IReadOnlyList<string> FirstStepWarnings(IReadOnlyList<string> earlier) => _freezing.HasNewPlan ? [.. earlier, .. _freezing.Warnings, .. GradientReach.Warnings(_model)] : [];

    private int ValidationBatches => validation is null ? 0 : CeilingDivision.Of(validation.Count, options.BatchSize);

    // The step of each batch, for whoever watches: validation data may be many times the training data.
    private IEnumerable<ValidationProgress> Evaluate(Evaluator? evaluator, int epoch, int batches)
    {
        if (evaluator is null)
            yield break;
        var clock = Stopwatch.StartNew();
        var done = 0;
        foreach (var seen in evaluator.Run())
        {
            options.Cancellation.ThrowIfCancellationRequested();
            yield return new ValidationProgress(epoch, options.Epochs, batches, ++done, ValidationBatches, seen / clock.Elapsed.TotalSeconds);
        }
    }

    private void MarkTrained()
    {
        foreach (var parameter in _model.Parameters.Where(parameter => parameter.Trainable))
            parameter.Provenance = Provenance.Trained;
    }

    private static void RequirePositive(int value, string option)
    {
        if (value < 1)
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"{option} is {value}.", $"Give {option} a number of at least 1.");
    }
}
