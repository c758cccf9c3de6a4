using TorchSharp;

namespace Freeze.Optimization.Algorithms;

/// <summary>All parameters of a group as one point in space.</summary>
internal sealed class FlatParameters(IReadOnlyList<ParameterSlot> slots)
{
    /// <summary>The number of dimensions.</summary>
    public long Count { get; } = slots.Sum(slot => slot.Count);

    /// <summary>The gradient at this point; zero where a parameter has none.</summary>
    public torch.Tensor Gradient() => torch.cat(slots.Select(slot => slot.Parameter.grad is { } gradient ? gradient.reshape(-1) : torch.zeros_like(slot.Parameter, requires_grad: false).reshape(-1)).ToArray());

    /// <summary>Moves the point along a direction.</summary>
    public void Move(torch.Tensor direction, double length)
    {
        long offset = 0;
        foreach (var slot in slots)
        {
            slot.Parameter.add_(direction.narrow(0, offset, slot.Count).view_as(slot.Parameter), length);
            offset += slot.Count;
        }
    }

    /// <summary>A copy of every parameter, to come back to.</summary>
    public torch.Tensor[] Remember() => slots.Select(slot => slot.Parameter.detach().clone()).ToArray();

    /// <summary>Comes back to where <see cref="Remember"/> was called.</summary>
    public void Return(torch.Tensor[] remembered)
    {
        for (var i = 0; i < remembered.Length; i++)
            slots[i].Parameter.copy_(remembered[i]);
    }
}
