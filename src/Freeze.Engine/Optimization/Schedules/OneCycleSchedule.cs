namespace Freeze.Optimization.Schedules;

/// <summary>torch's OneCycleLR: up to the greatest rate, down to nearly none, with momentum going the other way.</summary>
internal sealed class OneCycleSchedule : Schedule
{
    /// <summary>The number of positions in the cycle.</summary>
    public required long Total { get; init; }

    /// <summary>The greatest rate of a group.</summary>
    public required Func<ScheduledGroup, double> Maximum { get; init; }

    /// <summary>The share of the cycle that rises.</summary>
    public double PctStart { get; init; } = 0.3;

    /// <summary>Whether it goes in straight lines instead of cosines.</summary>
    public bool IsLinear { get; init; }

    /// <summary>The greatest rate over the first.</summary>
    public double DivFactor { get; init; } = 25;

    /// <summary>The first rate over the last.</summary>
    public double FinalDivFactor { get; init; } = 1e4;

    /// <summary>Whether it falls back to the first rate as fast as it rose, and only then on to the last.</summary>
    public bool HasThreePhases { get; init; }

    /// <summary>The least and the greatest momentum; null to leave momentum alone.</summary>
    public (double Least, double Most)? Momentum { get; init; } = (0.85, 0.95);

    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position)
    {
        var most = Maximum(group);
        var first = most / DivFactor;
        var last = first / FinalDivFactor;
        return HasThreePhases ? At(position, first, most, first, last) : At(position, first, most, last);
    }

    /// <inheritdoc/>
    public override double? MomentumAt(ScheduledGroup group, long position)
    {
        if (Momentum is not var (least, most))
            return null;
        return HasThreePhases ? At(position, most, least, most, most) : At(position, most, least, most);
    }

    /// <inheritdoc/>
    internal override double Follow(double rate, ScheduledGroup group, long position) => RateAt(group, position);

    // The value at a position, going through the given values from phase to phase. PyTorch's phase ends are fractions of steps.
    private double At(long position, params ReadOnlySpan<double> values)
    {
        double[] ends = HasThreePhases ? [PctStart * Total - 1, 2 * PctStart * Total - 2, Total - 1] : [PctStart * Total - 1, Total - 1];
        var place = Math.Min(position, Total - 1);
        var start = 0.0;
        var phase = 0;
        for (; phase < ends.Length - 1 && place > ends[phase]; phase++)
            start = ends[phase];
        var share = ends[phase] == start ? 1 : (place - start) / (ends[phase] - start);
        var (from, to) = (values[phase], values[phase + 1]);
        return IsLinear ? (to - from) * share + from : to + (from - to) / 2 * (Math.Cos(Math.PI * share) + 1);
    }
}
