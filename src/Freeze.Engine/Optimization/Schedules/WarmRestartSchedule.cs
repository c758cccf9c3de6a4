namespace Freeze.Optimization.Schedules;

/// <summary>torch's CosineAnnealingWarmRestarts: cosines of which each is <c>T_mult</c> times as long as the one before.</summary>
internal sealed class WarmRestartSchedule(long first, long multiplier, double minimum) : Schedule
{
    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position)
    {
        var length = first;
        if (multiplier == 1)
            position %= length;
        for (; position >= length; length = length > long.MaxValue / multiplier ? long.MaxValue : length * multiplier)
            position -= length;
        return minimum + (group.BaseRate - minimum) * (1 + Math.Cos(Math.PI * position / length)) / 2;
    }

    /// <inheritdoc/>
    internal override double Follow(double rate, ScheduledGroup group, long position) => RateAt(group, position);
}
