namespace Freeze.Optimization.Schedules;

/// <summary>What a schedule counts.</summary>
public enum ScheduleInterval
{
    /// <summary>Epochs: the rate changes between epochs.</summary>
    Epoch,
    /// <summary>Optimizer steps.</summary>
    Step,
}
