using Freeze.Freezing;
using Freeze.Optimization.Schedules;

namespace Freeze.Training.Checkpointing;

/// <summary>One of the models that a run trains, with its optimizer, where the run stands with it.</summary>
/// <param name="Name">What the run's files call it.</param>
/// <param name="Optimizer">The optimizer, which knows its model.</param>
/// <param name="Base">The freeze plan over which the run's own changes lie: the user's.</param>
/// <param name="Steps">Steps taken since the run began.</param>
/// <param name="Schedule">The schedule at work; null for none.</param>
internal sealed record RunPart(string Name, GroupedOptimizer Optimizer, FreezeState Base, long Steps, RunSchedule? Schedule)
{
    /// <summary>The model.</summary>
    public TorchModel Model => Optimizer.Model;
}
