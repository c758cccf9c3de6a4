namespace Freeze.Optimization.Schedules;

/// <summary>torch's CyclicLR: up and down between two rates, with momentum going the other way.</summary>
internal sealed class CyclicSchedule : Schedule
{
    /// <summary>The least rate of a group.</summary>
    public required Func<ScheduledGroup, double> Min { get; init; }

    /// <summary>The greatest rate of a group.</summary>
    public required Func<ScheduledGroup, double> Max { get; init; }

    /// <summary>The number of positions that rise.</summary>
    public double Up { get; init; } = 2000;

    /// <summary>The number of positions that fall.</summary>
    public double Down { get; init; } = 2000;

    /// <summary><c>triangular</c>, <c>triangular2</c> or <c>exp_range</c>: how later cycles shrink.</summary>
    public string Mode { get; init; } = "triangular";

    /// <summary>The shrinking factor of exp_range.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>The least and the greatest momentum; null to leave momentum alone.</summary>
    public (double Least, double Most)? Momentum { get; init; } = (0.8, 0.9);

    /// <inheritdoc/>
    public override double RateAt(ScheduledGroup group, long position) => Min(group) + (Max(group) - Min(group)) * Height(position);

    /// <inheritdoc/>
    public override double? MomentumAt(ScheduledGroup group, long position) => Momentum is var (least, most) ? most - (most - least) * Height(position) : null;

    /// <inheritdoc/>
    internal override double Follow(double rate, ScheduledGroup group, long position) => RateAt(group, position);

    private double Height(long position)
    {
        var whole = Up + Down;
        var cycle = Math.Floor(1 + position / whole);
        var place = 1 + position / whole - cycle;
        var share = Up / whole;
        var height = place <= share ? place / share : (place - 1) / (share - 1);
        return height * Mode switch { "triangular2" => Math.Pow(0.5, cycle - 1), "exp_range" => Math.Pow(Gamma, position), _ => 1 };
    }
}
