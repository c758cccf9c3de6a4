using Freeze.Optimization;
using TorchSharp.Modules;

namespace Freeze.Training;

/// <summary>The optimizer's side of a run: rates by schedule, gradients added up over several batches and clipped, then a step.</summary>
internal sealed class OptimizerSteps
{
    private readonly GroupedOptimizer _optimizer;
    private readonly RunOptions _options;
    private readonly RunSchedule? _schedule;
    private readonly int _batches;
    private long _taken;

    /// <param name="optimizer">The optimizer; its rates start again at their initial values.</param>
    /// <param name="options">Schedule, accumulation and clipping count here.</param>
    /// <param name="batches">Batches of an epoch.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public OptimizerSteps(GroupedOptimizer optimizer, RunOptions options, int batches)
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
            group.LearningRate = group.InitialLearningRate;
        _schedule = ScheduleOf(options, new ScheduleContext((long)StepsPerEpoch * options.Epochs, StepsPerEpoch, [.. optimizer.Groups.Select(group => group.Name)], options.WarmupEpochs));
    }

    private int StepsPerEpoch => (_batches + _options.AccumulationSteps - 1) / _options.AccumulationSteps;

    /// <summary>What the loss of a batch is divided by: the batches whose gradients make its step, fewer at an epoch's end.</summary>
    /// <param name="batch">The batch in its epoch, from 0.</param>
    public int ShareOf(int batch) => Math.Min(_options.AccumulationSteps, _batches - batch / _options.AccumulationSteps * _options.AccumulationSteps);

    /// <summary>Makes ready for a batch: the first of a step sets the rates and clears the gradients.</summary>
    public void Begin(int batch)
    {
        if (batch % _options.AccumulationSteps != 0)
            return;
        _schedule?.Apply(_optimizer, _taken);
        _optimizer.ZeroGrad();
    }

    /// <summary>Whether the gradients of all batches of a step are there with this one.</summary>
    /// <param name="batch">The batch in its epoch, from 0.</param>
    public bool IsComplete(int batch) => (batch + 1) % _options.AccumulationSteps == 0 || batch + 1 == _batches;

    /// <summary>Takes the step.</summary>
    public void End()
    {
        Clip();
        _optimizer.Step();
        _taken++;
    }

    /// <summary>Takes a step of a method that evaluates the batch itself, as often as it likes.</summary>
    /// <param name="evaluate">Clears nothing: computes the loss and its gradients.</param>
    public void Take(Func<TorchSharp.torch.Tensor> evaluate)
    {
        _schedule?.Apply(_optimizer, _taken);
        _optimizer.Step(() =>
        {
            _optimizer.ZeroGrad();
            return evaluate();
        });
        _taken++;
    }

    /// <summary>Tells the schedule how an epoch went.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="metric">The validation loss, or the training loss without validation.</param>
    public void EndEpoch(int epoch, double metric) => _schedule?.Observe(epoch - 1, metric);

    private void Clip()
    {
        if (_options.ClipNorm is null && _options.ClipValue is null)
            return;
        List<Parameter> parameters = [.. _optimizer.Model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Value)];
        if (_options.ClipValue is { } value)
            GradientClipping.ByValue(parameters, value);
        if (_options.ClipNorm is { } norm)
            GradientClipping.ByNorm(parameters, norm, _options.ClipNormType);
    }

    private static RunSchedule? ScheduleOf(RunOptions options, ScheduleContext context)
    {
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
