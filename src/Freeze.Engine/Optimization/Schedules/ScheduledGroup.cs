namespace Freeze.Optimization.Schedules;

/// <summary>What a schedule knows of a group.</summary>
/// <param name="Index">Its position among the optimizer's groups, from 0.</param>
/// <param name="BaseRate">The learning rate that the schedule starts from.</param>
public readonly record struct ScheduledGroup(int Index, double BaseRate);
