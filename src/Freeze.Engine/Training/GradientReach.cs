using Freeze.Tensors;
using TorchSharp;

namespace Freeze.Training;

/// <summary>Looks after a run's first step whether it reached everything that is to train.</summary>
internal static class GradientReach
{
    /// <summary>What to say of trainable parameters that have no gradient; nothing where all have one.</summary>
    /// <param name="model">The model, its gradients still there.</param>
    public static IReadOnlyList<string> Warnings(TorchModel model)
    {
        var without = model.Parameters.Where(parameter => parameter.Trainable && !HasGradient(parameter.Value)).Select(parameter => parameter.Name).ToList();
        return without.Count == 0 ? []
            : [$"{NameList.Shorten(without)} got no gradient in the first step: "
                + $"the forward pass does not use {(without.Count == 1 ? "it" : "them")}, so nothing there will train."];
    }

    private static bool HasGradient(torch.Tensor parameter)
    {
        using var gradient = parameter.grad;
        return gradient is not null;
    }
}
