using Freeze.Optimization.Algorithms;
using TorchSharp;

namespace Freeze.Optimization;

/// <summary>
/// Undoes a step that leaves weights which are not finite. A copy of weights and optimizer state is taken only before steps that could do that:
/// in half precision, with extreme options, or once gradients or weights have become very large.
/// </summary>
internal sealed class OverflowGuard(GroupedOptimizer optimizer) : IDisposable
{
    // Within these a float32 weight grows by no more than 1e13 a step, however far momentum adds up, and never comes near 3e38.
    private const double GreatestRate = 1e3, GreatestOption = 1e6, GreatestGradient = 1e6, GreatestWeight = 1e20, LeastEpsilon = 1e-20, GreatestMomentum = 0.9999;

    private readonly List<(torch.Tensor Live, torch.Tensor Copy)> _weights = [];
    private readonly List<(ParameterSlot Slot, ParameterState? State)> _states = [];
    private bool? _isAlarmed;

    /// <summary>Takes a step; where a weight is not finite after it, puts weights and optimizer state back.</summary>
    /// <param name="step">The step.</param>
    /// <param name="gradients">The norms of the gradients that it goes along; empty where they are not known yet.</param>
    /// <returns>The name of a parameter that was not finite; null where the step stands.</returns>
    public string? Take(Action step, IReadOnlyList<GroupGradient> gradients)
    {
        _isAlarmed = _isAlarmed ?? IsLargeAlready();
        // Momentum remembers a large gradient for a long time.
        _isAlarmed |= gradients.Any(group => !(group.Norm <= GreatestGradient));
        if (!_isAlarmed.Value && !optimizer.Groups.Any(MayOverflow))
        {
            Dispose();
            step();
            return null;
        }

        Keep();
        step();
        var spoilt = NotFinite.First(optimizer.Slots.Where(slot => slot.Parameter.requires_grad).Select(slot => (slot.Name, (torch.Tensor)slot.Parameter)));
        if (spoilt is not null)
            PutBack();
        return spoilt;
    }

    /// <summary>Undoes the last step, where a copy was taken before it.</summary>
    /// <returns>Whether it was.</returns>
    public bool Undo()
    {
        if (_weights.Count == 0)
            return false;
        PutBack();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, copy) in _weights)
            copy.Dispose();
        foreach (var (_, state) in _states)
            state?.Dispose();
        _weights.Clear();
        _states.Clear();
    }

    private bool IsLargeAlready()
    {
        var tensors = optimizer.Slots.Select(slot => (torch.Tensor)slot.Parameter).Concat(optimizer.Slots.SelectMany(slot => slot.ExistingState?.Tensors.Values ?? []));
        return NotFinite.Norms([.. tensors]).Any(norm => !(norm <= GreatestWeight));
    }

    private bool MayOverflow(OptimizerGroup group)
    {
        var options = group.Options;
        return group.Rule is LbfgsRule
            || group.Slots.Any(slot => slot.Parameter.dtype is not (torch.ScalarType.Float32 or torch.ScalarType.Float64))
            || group.LearningRate > GreatestRate
            || group.LearningRate * (group.WeightDecay + optimizer.Plan.AnchorDecay) > 1
            || group.Momentum > GreatestMomentum
            || options.Has("eps") && options.Number("eps") < LeastEpsilon
            // The root of a difference, which rounding can make negative.
            || options.Has("centered") && options.Flag("centered")
            || options.Values.Values.Any(value => value is double number && Math.Abs(number) > GreatestOption);
    }

    private void Keep()
    {
        using var off = torch.no_grad();
        Dispose();
        foreach (var slot in optimizer.Slots.Where(slot => slot.Parameter.requires_grad))
        {
            _weights.Add((slot.Parameter, slot.Parameter.clone().DetachFromDisposeScope()));
            _states.Add((slot, slot.ExistingState?.Clone()));
        }
    }

    private void PutBack()
    {
        using var off = torch.no_grad();
        foreach (var (live, copy) in _weights)
            live.copy_(copy);
        foreach (var (slot, state) in _states)
            slot.Exchange(state)?.Dispose();
        // They are the optimizer's now.
        _states.Clear();
        Dispose();
    }
}
