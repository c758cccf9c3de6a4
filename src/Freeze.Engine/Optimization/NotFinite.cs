using Freeze.Optimization.Algorithms;
using TorchSharp;

namespace Freeze.Optimization;

/// <summary>Finds tensors with elements that are infinite or not a number, in one pass over their memory where there are none.</summary>
internal static class NotFinite
{
    /// <summary>The first tensor that has one.</summary>
    /// <returns>Its name; null where all are finite.</returns>
    public static string? First(IEnumerable<(string Name, torch.Tensor Value)> tensors) => All(tensors).FirstOrDefault();

    /// <summary>The names of all tensors that have one.</summary>
    public static IReadOnlyList<string> All(IEnumerable<(string Name, torch.Tensor Value)> tensors)
    {
        var all = tensors.ToArray();
        return [.. Positions([.. all.Select(tensor => tensor.Value)]).Select(position => all[position].Name)];
    }

    /// <summary>The positions of all tensors that have one. Whole numbers and truth values never do.</summary>
    public static IReadOnlyList<int> Positions(IReadOnlyList<torch.Tensor> tensors)
    {
        int[] candidates = [.. Enumerable.Range(0, tensors.Count).Where(i => tensors[i].is_floating_point())];
        var norms = Norms([.. candidates.Select(i => tensors[i])]);
        // A norm can overflow where no element does.
        return [.. candidates.Where((position, i) => !double.IsFinite(norms[i]) && HasOne(tensors[position]))];
    }

    /// <summary>The 2-norm of every tensor; those of several types and devices may be mixed.</summary>
    public static double[] Norms(IReadOnlyList<torch.Tensor> tensors)
    {
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var norms = new double[tensors.Count];
        foreach (var alike in Enumerable.Range(0, tensors.Count).GroupBy(i => (tensors[i].dtype, tensors[i].device_type, tensors[i].device_index)))
        {
            foreach (var (i, norm) in alike.Zip(FusedKernels.Norms([.. alike.Select(i => tensors[i])])))
                norms[i] = norm;
        }

        return norms;
    }

    private static bool HasOne(torch.Tensor tensor)
    {
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return !tensor.isfinite().all().item<bool>();
    }
}
