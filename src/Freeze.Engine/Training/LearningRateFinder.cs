using System.Globalization;
using Freeze.Data;
using Freeze.Libtorch;
using Freeze.Models;
using static TorchSharp.torch;

namespace Freeze.Training;

/// <summary>
/// Trains for a few steps with rates that rise exponentially, and undoes it all. A multiplier rises, and not the rates themselves, so the groups keep
/// their ratios.
/// </summary>
internal sealed class LearningRateFinder(GroupedOptimizer optimizer, TorchDataset data, LearningRateOptions options)
{
    // The loss has run away where it is this many times the best so far.
    private const double Runaway = 4;

    // Of a hundred steps each weighs 2 per cent in the mean; with fewer steps, each weighs more.
    private const double Memory = 0.98, UsualSteps = 100;

    private readonly TorchModel _model = optimizer.Model;
    private readonly List<LearningRatePoint> _points = [];

    /// <summary>The outcome, once all steps have been pulled.</summary>
    public LearningRateSweep Result
    {
        get
        {
            var losses = _points.Select(point => point.SmoothedLoss).ToArray();
            var leading = Leading();
            double? RateAt(int? position) => position is { } at ? _points[at].LearningRate : null;
            var valley = RateAt(LossCurve.Valley(losses));
            var multiplier = valley / leading.InitialLearningRate;
            return new LearningRateSweep
            {
                Group = leading.Name,
                Points = _points,
                Valley = valley,
                Steepest = RateAt(LossCurve.Steepest(losses)),
                Multiplier = multiplier,
                LearningRates = multiplier is { } factor ? NamedValues.Of(optimizer.Groups.Select(group => (group.Name, group.InitialLearningRate * factor))) : [],
                Optimizer = optimizer,
            };
        }
    }

    /// <summary>Warnings about the data, once the first step has been pulled.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Takes the steps. However the enumeration ends, everything is as it was before.</summary>
    /// <returns>Each point as it is found.</returns>
    /// <exception cref="FreezeException">OptionInvalid, and what a training run throws before its first step.</exception>
    public IEnumerable<LearningRatePoint> Run()
    {
        Check();
        using var use = _model.Use.Train();
        var matched = RunData.Match(_model, data, null, options.Training.Loss, options.Training.Force);
        (data, Warnings) = (matched.Data, matched.Warnings);
        var training = options.Training with { Epochs = 1, ScheduleFunction = Factor, ScheduleOption = null, Schedule = null, WarmupEpochs = 0, AccumulationSteps = 1, FreezeEpochs = 0, Unfreeze = null };
        new FreezeScheduler(optimizer, training).Enter(epoch: 1, isFirst: true);
        var first = _model.Parameters[0].Value;
        using var loss = new LossFunction(training.Loss, training.LabelSmoothing, training.ClassWeight, first.device, first.dtype);
        DataChecks.RequireFit(_model, data, loss);
        DataChecks.RequireBatches(_model, data, training.BatchSize, training.DropLast);
        CountedSamples.Require(data, loss);
        Divergence.RequireFinite(_model);
        using var before = new TrainingSnapshot(optimizer);
        using var random = RandomStream.Begin(training.Seed, isPassing: true);
        ModuleModes.Train(_model);
        using var step = new TrainingStep(optimizer, new OptimizerStepper(optimizer, training, options.Steps), loss, random);
        var (best, mean) = (double.PositiveInfinity, 0.0);
        var memory = Math.Pow(Memory, UsualSteps / options.Steps);
        foreach (var batch in Batches(training, loss))
        {
            double? outcome;
            using (batch)
                outcome = Step(step, batch);
            if (outcome is not { } value)
                yield break;
            mean = memory * mean + (1 - memory) * value;
            var smoothed = mean / (1 - Math.Pow(memory, _points.Count + 1));
            _points.Add(new LearningRatePoint(Leading().LearningRate, value, smoothed));
            yield return _points[^1];
            best = Math.Min(best, smoothed);
            if (smoothed > Runaway * best && _points.Count > 1 || _points.Count == options.Steps)
                yield break;
        }
    }

    // A step along numbers that are none says nothing, and the sweep ends there.
    private double? Step(TrainingStep step, Batch batch)
    {
        try
        {
            return step.Take(batch, epoch: 1, position: _points.Count);
        }
        catch (FreezeException error) when (error.Code == ErrorCode.LossNotFinite)
        {
            return null;
        }
    }

    // Pass after pass over the data, as epochs go.
    private IEnumerable<Batch> Batches(FineTuneOptions training, LossFunction loss)
    {
        var seed = training.Seed ?? Random.Shared.NextInt64(1L << 53);
        for (var (epoch, counted) = (1, true); counted; epoch++)
        {
            counted = false;
            var order = training.Shuffle ? ShuffleOrder.Of(seed, epoch, data.Count) : Enumerable.Range(0, data.Count).ToArray();
            foreach (var batch in new DataLoader(data, order, training.BatchSize, training.DropLast, new AugmentationSeed(seed, epoch)))
            {
                if (loss.WeightOf(batch.Labels) > 0)
                {
                    counted = true;
                    yield return batch;
                }
                else
                {
                    // Class weights of 0 say nothing of a rate.
                    batch.Dispose();
                }
            }
        }
    }

    private double Factor(long step, long total) => options.Minimum * Math.Pow(options.Maximum / options.Minimum, total == 1 ? 0 : (double)step / (total - 1)) / Leading().InitialLearningRate;

    private OptimizerGroup Leading() => optimizer.Groups.Where(group => group.TrainableCount > 0).MaxBy(group => group.InitialLearningRate) ?? optimizer.Groups[0];

    private void Check()
    {
        if (options.Steps < 2)
            throw Invalid("Steps", options.Steps, "a number of at least 2");
        if (!(options.Minimum > 0 && double.IsFinite(options.Minimum)))
            throw Invalid("MinimumRate", options.Minimum, "a rate above 0");
        if (!(options.Maximum > options.Minimum && double.IsFinite(options.Maximum)))
            throw Invalid("MaximumRate", options.Maximum, "a rate above -MinimumRate");
        if (options.Training.BatchSize < 1)
            throw Invalid("BatchSize", options.Training.BatchSize, "a number of at least 1");
        if (optimizer.Groups.Count == 0 || Leading().InitialLearningRate == 0)
            throw new FreezeException(ErrorCode.OptionInvalid, "LearningRate", "Every trainable group has the learning rate 0, so there are no ratios to keep.", "Give New-GroupedOptimizer learning rates above 0; only their ratios matter here.");
    }

    private static FreezeException Invalid(string option, double value, string domain) =>
        new(ErrorCode.OptionInvalid, option, string.Create(CultureInfo.InvariantCulture, $"-{option} is {value}."), $"Give it {domain}.");
}
