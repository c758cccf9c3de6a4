using Freeze.Optimization;
using Freeze.Optimization.Schedules;
using Freeze.Tensors;
using TorchSharp.Modules;

namespace Freeze.Training;

/// <summary>The optimizer's side of a run: rates by schedule, gradients added up over several batches and clipped, then a step.</summary>
internal sealed class OptimizerStepper
{
    private readonly GroupedOptimizer _optimizer;
    private readonly RunOptions _options;
    private readonly RunSchedule? _schedule;
    private readonly int _batches;

    /// <param name="optimizer">The optimizer; its rates start again at their initial values.</param>
    /// <param name="options">Schedule, accumulation and clipping count here.</param>
    /// <param name="batches">Batches of an epoch.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public OptimizerStepper(GroupedOptimizer optimizer, RunOptions options, int batches)
    {
        (_optimizer, _options, _batches) = (optimizer, options, batches);
        if (options.AccumulationSteps < 1)
            throw new FreezeException(ErrorCode.OptionInvalid, "AccumulationSteps", $"-AccumulationSteps is {options.AccumulationSteps}.", "Give it a number of at least 1.");
        RequireAboveZero("-ClipNorm", options.ClipNorm);
        RequireAboveZero("-ClipValue", options.ClipValue);
        RequireAboveZero("-ClipNormType", options.ClipNormType);
        if (optimizer.NeedsClosure && (options.AccumulationSteps > 1 || options.ClipNorm is not null || options.ClipValue is not null))
        {
            throw new FreezeException(ErrorCode.OptionInvalid, optimizer.Algorithm.ToString(), $"{optimizer.Algorithm} evaluates a batch several times a step, which goes with neither -AccumulationSteps nor clipping.",
                "Leave these out, or choose another -Algorithm.");
        }

        foreach (var group in optimizer.Groups)
            group.Restart();
        _schedule = ScheduleOf(optimizer, options, batches);
    }

    /// <summary>Steps since the run began whose turn has come.</summary>
    public long Taken { get; private set; }

    /// <summary>The schedule at work; null for none.</summary>
    public RunSchedule? Schedule => _schedule;

    /// <summary>Whether a run of so many epochs has had the same rates so far as one with another number of them.</summary>
    /// <param name="optimizer">The optimizer; it is left alone.</param>
    /// <param name="options">The options of the one.</param>
    /// <param name="batches">Batches of an epoch.</param>
    /// <param name="epochs">Epochs of the other.</param>
    /// <param name="taken">Steps taken so far.</param>
    public static bool AgreeSoFar(GroupedOptimizer optimizer, RunOptions options, int batches, int epochs, long taken)
    {
        if (epochs == options.Epochs || ScheduleOf(optimizer, options, batches) is not { } schedule || ScheduleOf(optimizer, options with { Epochs = epochs }, batches) is not { } other)
            return true;
        for (var step = 0L; step < taken; step++)
        {
            for (var i = 0; i < optimizer.Groups.Count; i++)
            {
                var rate = optimizer.Groups[i].InitialLearningRate;
                if (schedule.RateAt(i, rate, step) != other.RateAt(i, rate, step) || schedule.MomentumAt(i, rate, step) != other.MomentumAt(i, rate, step))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Goes on where a saved run stood.</summary>
    /// <param name="taken">Steps taken.</param>
    /// <param name="schedule">What the schedule remembered.</param>
    public void Resume(long taken, IReadOnlyDictionary<string, double> schedule)
    {
        Taken = taken;
        _schedule?.Restore(schedule);
    }

    /// <summary>What the loss of a batch is divided by: the batches whose gradients make its step, fewer at an epoch's end.</summary>
    /// <param name="batch">The batch in its epoch, from 0.</param>
    public int ShareOf(int batch) => Math.Min(_options.AccumulationSteps, _batches - batch / _options.AccumulationSteps * _options.AccumulationSteps);

    /// <summary>Makes ready for a batch: the first of a step sets the rates and clears the gradients.</summary>
    public void Begin(int batch)
    {
        if (!IsFirst(batch))
            return;
        _schedule?.Apply(_optimizer, Taken);
        _optimizer.ZeroGrad();
    }

    /// <summary>Whether a step begins with a batch.</summary>
    /// <param name="batch">The batch in its epoch, from 0.</param>
    public bool IsFirst(int batch) => batch % _options.AccumulationSteps == 0;

    /// <summary>Whether the gradients of all batches of a step are there with this one.</summary>
    /// <param name="batch">The batch in its epoch, from 0.</param>
    public bool IsComplete(int batch) => (batch + 1) % _options.AccumulationSteps == 0 || batch + 1 == _batches;

    /// <summary>Takes the step.</summary>
    public void End()
    {
        Clip();
        _optimizer.Step();
        Taken++;
    }

    /// <summary>Lets the turn of a step pass whose batches count as nothing: weights stay, and the schedule goes on.</summary>
    public void Pass() => Taken++;

    /// <summary>Takes a step of a method that evaluates the batch itself, as often as it likes.</summary>
    /// <param name="evaluate">Clears nothing: computes the loss and its gradients.</param>
    public void Take(Func<TorchSharp.torch.Tensor> evaluate)
    {
        _schedule?.Apply(_optimizer, Taken);
        _optimizer.Step(() =>
        {
            _optimizer.ZeroGrad();
            return evaluate();
        });
        Taken++;
    }

    /// <summary>Tells the schedule how an epoch went.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="metric">The validation loss, or the training loss without validation.</param>
    public void EndEpoch(int epoch, double metric) => _schedule?.Observe(epoch - 1, metric);

    private void Clip()
    {
        if (_options.ClipNorm is null && _options.ClipValue is null)
            return;
        // A tensor with several names has one gradient, which counts once.
        List<Parameter> parameters = [.. _optimizer.Model.Parameters.Where(parameter => parameter is { Trainable: true, AliasOf: null }).Select(own => own.Value)];
        if (_options.ClipValue is { } value)
            GradientClipping.ByValue(parameters, value);
        if (_options.ClipNorm is { } norm)
            GradientClipping.ByNorm(parameters, norm, _options.ClipNormType);
    }

    private static RunSchedule? ScheduleOf(GroupedOptimizer optimizer, RunOptions options, int batches)
    {
        var together = Math.Max(1, options.AccumulationSteps);
        var perEpoch = CeilingDivision.Of(batches, together);
        var context = new ScheduleContext((long)perEpoch * options.Epochs, perEpoch, [.. optimizer.Groups.Select(group => group.Name)], options.WarmupEpochs);
        if (options.ScheduleFunction is { } function)
            return ScheduleFactory.Create(function, options.ScheduleOption, context);
        if (options.Schedule is { } name && !name.Equals("None", StringComparison.OrdinalIgnoreCase))
            return ScheduleFactory.Create(name, options.ScheduleOption, context);
        if (options.ScheduleOption is { Count: > 0 })
            throw new FreezeException(ErrorCode.OptionInvalid, "ScheduleOption", "-ScheduleOption says how a schedule goes, but there is none.", "Name one with -Schedule.");
        // A warm-up alone leads to the rates as they are.
        return options.WarmupEpochs != 0 ? ScheduleFactory.Create("None", null, context) : null;
    }

    private static void RequireAboveZero(string option, double? value)
    {
        if (value is { } given && !(given > 0))
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"{option} is {given}.", $"Give {option} a number above 0.");
    }
}
