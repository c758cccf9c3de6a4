namespace Freeze.Optimization.Schedules;

/// <summary>torch's SequentialLR: one schedule after the other, each from its own position 0.</summary>
internal sealed class SequentialSchedule(IReadOnlyList<Schedule> schedules, IReadOnlyList<long> milestones) : Schedule
{
    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position)
    {
        var (schedule, place) = Find(position);
        return schedule.RateAt(group, place);
    }

    /// <inheritdoc/>
    public override double? MomentumAt(ScheduledGroup group, long position)
    {
        var (schedule, place) = Find(position);
        return schedule.MomentumAt(group, place);
    }

    private (Schedule Schedule, long Position) Find(long position)
    {
        var passed = milestones.Count(milestone => milestone <= position);
        return (schedules[passed], passed == 0 ? position : position - milestones[passed - 1]);
    }
}
