namespace Freeze.Optimization.Schedules;

/// <summary>torch's CosineAnnealingLR: down to <c>eta_min</c> over <c>T_max</c> positions, and up again beyond.</summary>
internal sealed class CosineSchedule(long length, double minimum) : Schedule
{
    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position) => minimum + (group.BaseRate - minimum) * Height(position);

    /// <inheritdoc/>
    internal override double Follow(double rate, ScheduledGroup group, long position)
    {
        if (position == 0)
            return rate;
        // From the very bottom nothing can be multiplied: PyTorch adds the first rise there.
        return Height(position - 1) < 1e-12 ? rate + (group.BaseRate - minimum) * Height(position) : minimum + (rate - minimum) * Height(position) / Height(position - 1);
    }

    private double Height(long position) => (1 + Math.Cos(Math.PI * position / length)) / 2;
}
