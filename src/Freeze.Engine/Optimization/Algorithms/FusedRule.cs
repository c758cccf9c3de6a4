using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>A rule that libtorch has a fused kernel for; where the kernel cannot be used, the same arithmetic tensor by tensor.</summary>
internal abstract class FusedRule : GradientRule
{
    /// <inheritdoc/>
    public sealed override void Step(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots)
    {
        var fused = slots.All(Takes) ? slots : slots.Where(Takes).ToArray();
        // One call takes one step count, and layers that were frozen for a while lag behind.
        foreach (var alike in fused.GroupBy(Phase).ToArray())
            StepFused(group, alike.ToArray(), alike.Key);
        if (fused.Count == slots.Count)
            return;
        foreach (var slot in slots.Except(fused))
        {
            using var scope = torch.NewDisposeScope();
            StepPlain(group, slot);
        }
    }

    /// <summary>Whether the kernel can be used for a slot.</summary>
    protected virtual bool Takes(ParameterSlot slot) => FusedKernels.Take(slot.Parameter);

    /// <summary>What slots must share to go into one call: their number of steps so far.</summary>
    protected virtual double Phase(ParameterSlot slot) => slot.State.Step;

    /// <summary>Steps slots that share a phase.</summary>
    protected abstract void StepFused(OptimizerGroup group, IReadOnlyList<ParameterSlot> slots, double phase);

    /// <summary>Steps one slot with ordinary tensor operations.</summary>
    protected internal abstract void StepPlain(OptimizerGroup group, ParameterSlot slot);
}
