namespace Freeze.Optimization.Schedules;

/// <summary>torch's ChainedScheduler: at each position every schedule acts on what the one before has left.</summary>
internal sealed class ChainedSchedule(IReadOnlyList<Schedule> schedules) : Schedule
{
    private readonly Dictionary<ScheduledGroup, List<double>> _rates = [];

    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position)
    {
        if (!_rates.TryGetValue(group, out var rates))
            _rates[group] = rates = [];
        while (rates.Count <= position)
            rates.Add(schedules.Aggregate(rates.Count == 0 ? group.BaseRate : rates[^1], (rate, schedule) => schedule.Follow(rate, group, rates.Count)));
        return rates[(int)position];
    }

    /// <inheritdoc/>
    public override double? MomentumAt(ScheduledGroup group, long position) => schedules.Select(schedule => schedule.MomentumAt(group, position)).LastOrDefault(momentum => momentum is not null);
}
