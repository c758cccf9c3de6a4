using Freeze.Tensors;

namespace Freeze.Optimization.Schedules;

/// <summary>The run that a schedule is for.</summary>
/// <param name="TotalSteps">Its number of optimizer steps.</param>
/// <param name="StepsPerEpoch">The number of optimizer steps in an epoch.</param>
/// <param name="Groups">The names of the optimizer's groups, in their order.</param>
/// <param name="WarmupEpochs">How many epochs, or parts of one, rise linearly from near 0 before the schedule begins.</param>
public sealed record ScheduleContext(long TotalSteps, long StepsPerEpoch, IReadOnlyList<string> Groups, double WarmupEpochs = 0)
{
    /// <summary>The number of steps that warm up.</summary>
    public long WarmupSteps => (long)Math.Min(Math.Round(WarmupEpochs * StepsPerEpoch), MostWarmupSteps);

    // Nobody waits for so many, and one more is still a number.
    private const double MostWarmupSteps = 1L << 53;

    /// <summary>The number of positions that the schedule itself has.</summary>
    internal long Positions(ScheduleInterval interval) => Math.Max(1, interval == ScheduleInterval.Step
        ? TotalSteps - WarmupSteps
        : CeilingDivision.Of(TotalSteps, StepsPerEpoch) - (long)WarmupEpochs);
}
