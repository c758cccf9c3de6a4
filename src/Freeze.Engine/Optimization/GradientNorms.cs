using Freeze.Optimization.Algorithms;
using TorchSharp;

namespace Freeze.Optimization;

/// <summary>Measures gradients, group by group, in one pass over their memory.</summary>
public static class GradientNorms
{
    /// <summary>The 2-norm of each group's gradients, before any clipping. It is not finite where a gradient is not, or where its square is too great for its type.</summary>
    public static IReadOnlyList<GroupGradient> ByGroup(GroupedOptimizer optimizer)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var groups = optimizer.Groups.Select(group => (group.Name, Gradients: Gradients(group))).ToArray();
        var squares = new double[groups.Length];
        var all = groups.SelectMany((group, index) => group.Gradients.Select(gradient => (Gradient: gradient, Index: index)));
        foreach (var alike in all.GroupBy(pair => (pair.Gradient.dtype, pair.Gradient.device_type, pair.Gradient.device_index)))
        {
            var norms = FusedKernels.Norms([.. alike.Select(pair => pair.Gradient)]);
            var position = 0;
            foreach (var (_, index) in alike)
                squares[index] += norms[position] * norms[position++];
        }

        return [.. groups.Select((group, index) => new GroupGradient(group.Name, Math.Sqrt(squares[index])))];
    }

    /// <summary>Whether any element of any gradient is infinite or not a number.</summary>
    internal static bool AnyNotFinite(GroupedOptimizer optimizer)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return optimizer.Groups.SelectMany(Gradients).Any(gradient => !gradient.isfinite().all().item<bool>());
    }

    // As in a step, what is frozen does not count.
    private static torch.Tensor[] Gradients(OptimizerGroup group) =>
        [.. group.Slots.Where(slot => slot.Parameter.requires_grad).Select(slot => slot.Parameter.grad).OfType<torch.Tensor>()];
}
