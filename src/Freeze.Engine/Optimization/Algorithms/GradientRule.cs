namespace Freeze.Optimization.Algorithms;

/// <summary>A rule that steps from the gradients at hand.</summary>
internal abstract class GradientRule : UpdateRule
{
    /// <summary>Takes one step. Runs without gradient recording, inside a dispose scope.</summary>
    /// <param name="group">The group, whose learning rate and momentum are those in force now.</param>
    /// <param name="slots">The parameters to step, all of one data type and device, each with its gradient.</param>
    public abstract void Step(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots);
}
