namespace Freeze.Optimization.Schedules;

/// <summary>torch's ReduceLROnPlateau: a smaller rate whenever a metric has stopped getting better. The only schedule with a memory.</summary>
internal sealed class PlateauSchedule : Schedule
{
    private double? _best; // null before the first number
    private long _bad;
    private long _cooling;
    private long _reductions;

    /// <summary>Whether greater metrics are better.</summary>
    public bool IsMaximum { get; init; }

    /// <summary>What a rate is multiplied by.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>How many epochs without improvement are let pass.</summary>
    public long Patience { get; init; } = 10;

    /// <summary>How much better counts as better.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether <see cref="Threshold"/> is a difference, and not a share of the best.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>How many epochs after a reduction do not count.</summary>
    public long Cooldown { get; init; }

    /// <summary>The least rate of a group.</summary>
    public Func<ScheduledGroup, double> Min { get; init; } = _ => 0;

    /// <summary>A reduction by no more than this is not made.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The rate after the reductions so far; the position does not matter.</summary>
    public override double RateAt(ScheduledGroup group, long position)
    {
        var rate = group.BaseRate;
        for (var i = 0L; i < _reductions; i++)
        {
            var reduced = Math.Max(rate * Factor, Min(group));
            if (!(rate - reduced > Epsilon))
                break; // neither would any later one
            rate = reduced;
        }

        return rate;
    }

    /// <summary>Takes in the metric of an epoch.</summary>
    public void Observe(double metric)
    {
        if (double.IsFinite(metric) && (_best is not { } best || IsBetter(metric, best)))
            (_best, _bad) = (metric, 0);
        else
            _bad++;
        if (_cooling > 0)
            (_cooling, _bad) = (_cooling - 1, 0);
        if (_bad > Patience)
            (_reductions, _cooling, _bad) = (_reductions + 1, Cooldown, 0);
    }

    /// <summary>The memory, by PyTorch's names.</summary>
    public IReadOnlyDictionary<string, double> Capture()
    {
        var state = new Dictionary<string, double> { ["num_bad_epochs"] = _bad, ["cooldown_counter"] = _cooling, ["reductions"] = _reductions };
        if (_best is { } best)
            state["best"] = best;
        return state;
    }

    /// <summary>Takes a memory over.</summary>
    public void Restore(IReadOnlyDictionary<string, double> state)
    {
        _best = state.TryGetValue("best", out var best) ? best : null;
        (_bad, _cooling, _reductions) = ((long)state["num_bad_epochs"], (long)state["cooldown_counter"], (long)state["reductions"]);
    }

    private bool IsBetter(double metric, double best) => (IsMaximum, IsAbsolute) switch
    {
        (false, false) => metric < best * (1 - Threshold),
        (false, true) => metric < best - Threshold,
        (true, false) => metric > best * (1 + Threshold),
        (true, true) => metric > best + Threshold,
    };
}
