using Freeze.Optimization.Algorithms;
using TorchSharp;

namespace Freeze.Optimization.State;

/// <summary>What an optimizer remembers, by parameter name and shape: never by position, so that groups, frozen layers and order may change in between.</summary>
public sealed class OptimizerState : IDisposable
{
    internal OptimizerState(IReadOnlyList<SavedState> entries) => Entries = entries;

    /// <summary>The names of the parameters that something is remembered of, in the order saved.</summary>
    public IReadOnlyList<string> Names => [.. Entries.Select(entry => entry.Name)];

    /// <summary>What is remembered of each.</summary>
    internal IReadOnlyList<SavedState> Entries { get; }

    /// <summary>Copies an optimizer's state. The optimizer may go on; the copy stays.</summary>
    public static OptimizerState Capture(GroupedOptimizer optimizer) => Take(optimizer, tensor => tensor.clone());

    /// <summary>An optimizer's state as it lies there, to be written before the next step; nothing is copied.</summary>
    internal static OptimizerState View(GroupedOptimizer optimizer) => Take(optimizer, tensor => tensor.detach());

    /// <summary>Makes this the optimizer's state in place of all it remembers.</summary>
    /// <param name="optimizer">The optimizer; its rates and options stay as they are.</param>
    /// <returns>What was carried over, what begins anew, and what was dropped and why.</returns>
    public OptimizerStateReport Restore(GroupedOptimizer optimizer) => new StateRestoring(optimizer).Restore(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in Entries)
            entry.Dispose();
    }

    private static OptimizerState Take(GroupedOptimizer optimizer, Func<torch.Tensor, torch.Tensor> own)
    {
        using var noGrad = torch.no_grad();
        var entries = new List<SavedState>();
        foreach (var (group, slot) in optimizer.Groups.SelectMany(group => group.Slots.Select(slot => (group, slot))).Where(pair => pair.slot.ExistingState is not null))
        {
            var state = slot.ExistingState!;
            entries.Add(new SavedState(slot.Name, slot.Parameter.shape, group.Algorithm,
                state.Tensors.ToDictionary(pair => pair.Key, pair => own(pair.Value).DetachFromDisposeScope()), new Dictionary<string, double>(state.Numbers))
            {
                Together = group.Rule is LbfgsRule ? LbfgsRule.Participants(group) : [],
            });
        }

        return new OptimizerState(entries);
    }
}
