namespace Freeze.Optimization.Schedules;

/// <summary>A learning rate as a function of position, where a position is a step or an epoch, from 0. Each group keeps its own base rate.</summary>
/// <remarks>PyTorch computes most schedules from the rate before; these are the same functions in closed form, so that any position can be asked for.</remarks>
public abstract class Schedule
{
    /// <summary>The learning rate at a position.</summary>
    public abstract double RateAt(ScheduledGroup group, long position);

    /// <summary>The momentum at a position; null for a schedule that leaves it alone.</summary>
    public virtual double? MomentumAt(ScheduledGroup group, long position) => null;

    /// <summary>The rate that follows on <paramref name="rate"/> at a position: how schedules act on one another in a chain.</summary>
    /// <param name="rate">The rate at the position before, or what an earlier schedule of the chain has made of it.</param>
    /// <param name="group">The group.</param>
    /// <param name="position">The position arrived at.</param>
    internal virtual double Follow(double rate, ScheduledGroup group, long position)
    {
        var before = position == 0 ? group.BaseRate : RateAt(group, position - 1);
        return before == 0 ? rate : rate * (RateAt(group, position) / before);
    }
}
