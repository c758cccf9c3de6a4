using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>A rule that goes tensor by tensor with ordinary operations, so that each tensor's intermediate results are freed before the next.</summary>
internal abstract class TensorwiseRule : GradientRule
{
    /// <inheritdoc/>
    public sealed override void Step(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots)
    {
        foreach (var slot in slots)
        {
            using var scope = torch.NewDisposeScope();
            Step(group, slot);
        }
    }

    /// <summary>Steps one parameter.</summary>
    protected abstract void Step(OptimizerGroup group, ParameterSlot slot);
}
