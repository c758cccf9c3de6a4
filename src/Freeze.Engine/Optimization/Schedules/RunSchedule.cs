namespace Freeze.Optimization.Schedules;

/// <summary>A schedule at work in a run: counts steps and epochs, warms up, and sets the groups' rates.</summary>
public sealed class RunSchedule
{
    private readonly ScheduleContext _context;

    /// <param name="schedule">The schedule.</param>
    /// <param name="interval">What it counts.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="FreezeException">OptionInvalid: the run's numbers make no sense.</exception>
    public RunSchedule(Schedule schedule, ScheduleInterval interval, ScheduleContext context)
    {
        if (!(context.WarmupEpochs >= 0) || !double.IsFinite(context.WarmupEpochs))
            throw new FreezeException(ErrorCode.OptionInvalid, "WarmupEpochs", $"WarmupEpochs is {OptionReading.Describe(context.WarmupEpochs)}, but must be 0 or more.", "Give WarmupEpochs 0 or more; parts of an epoch are allowed.");
        (Schedule, Interval, _context) = (schedule, interval, context with { StepsPerEpoch = Math.Max(1, context.StepsPerEpoch) });
    }

    /// <summary>The schedule itself.</summary>
    public Schedule Schedule { get; }

    /// <summary>What it counts.</summary>
    public ScheduleInterval Interval { get; }

    /// <summary>The learning rate of a group in a step; a function of the step alone, but for ReduceOnPlateau.</summary>
    /// <param name="group">The group's position, from 0.</param>
    /// <param name="baseRate">Its rate at the start.</param>
    /// <param name="step">The optimizer step since the run began, from 0.</param>
    public double RateAt(int group, double baseRate, long step) => Schedule.RateAt(new ScheduledGroup(group, baseRate), Position(step)) * Warmth(step);

    /// <summary>The momentum of a group in a step; null where the schedule leaves it alone.</summary>
    /// <param name="group">The group's position, from 0.</param>
    /// <param name="baseRate">Its rate at the start.</param>
    /// <param name="step">The optimizer step since the run began, from 0.</param>
    public double? MomentumAt(int group, double baseRate, long step) => Schedule.MomentumAt(new ScheduledGroup(group, baseRate), Position(step));

    /// <summary>Sets the rates, and where the schedule moves it the momentum, that are in force in a step.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="step">The optimizer step since the run began, from 0.</param>
    public void Apply(GroupedOptimizer optimizer, long step)
    {
        for (var i = 0; i < optimizer.Groups.Count; i++)
        {
            var group = optimizer.Groups[i];
            group.RateInForce = RateAt(i, group.InitialLearningRate, step);
            if (group.InitialMomentum is { } momentum)
                group.MomentumInForce = MomentumAt(i, group.InitialLearningRate, step) ?? momentum;
        }
    }

    /// <summary>Takes in the metric at the end of an epoch; only ReduceOnPlateau does anything with it. Epochs of warm-up do not count.</summary>
    /// <param name="epoch">The epoch that ended, from 0.</param>
    /// <param name="metric">The metric, usually the validation loss.</param>
    public void Observe(long epoch, double metric)
    {
        if (Schedule is PlateauSchedule plateau && epoch >= (long)_context.WarmupEpochs)
            plateau.Observe(metric);
    }

    /// <summary>What must be saved to go on later: nothing but for ReduceOnPlateau, whose numbers these are.</summary>
    public IReadOnlyDictionary<string, double> Capture() => (Schedule as PlateauSchedule)?.Capture() ?? new Dictionary<string, double>();

    /// <summary>Takes over what <see cref="Capture"/> gave.</summary>
    public void Restore(IReadOnlyDictionary<string, double> state) => (Schedule as PlateauSchedule)?.Restore(state);

    private long Position(long step) => Interval == ScheduleInterval.Step
        ? Math.Max(0, step - _context.WarmupSteps)
        : Math.Max(0, step / _context.StepsPerEpoch - (long)_context.WarmupEpochs);

    // One step short of 0 and of 1 at the ends: no step is wasted, and the first after the warm-up has the whole rate.
    private double Warmth(long step) => step < _context.WarmupSteps ? (step + 1.0) / (_context.WarmupSteps + 1) : 1;
}
