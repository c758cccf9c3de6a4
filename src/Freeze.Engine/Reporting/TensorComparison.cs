using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Reporting;

/// <summary>Compares tensors element by element.</summary>
internal static class TensorComparison
{
    /// <summary>A row for every name that either side has, in the reference's order.</summary>
    public static IEnumerable<TensorDifference> Compare(TensorSet reference, TensorSet difference) =>
        reference.Names.Union(difference.Names).Select(name => reference.Use(name, from => difference.Use(name, now => Compare(name, from, now)) ?? OnlyIn(name, "reference")) ?? OnlyIn(name, "difference"));

    /// <summary>One tensor beside another.</summary>
    public static TensorDifference Compare(string name, Tensor reference, Tensor now)
    {
        // Old files keep a counter as a list of one; it loads all the same.
        if (reference.ndim + now.ndim == 1 && reference.numel() == now.numel())
            (reference, now) = (reference.reshape([]), now.reshape([]));
        if (!reference.shape.AsSpan().SequenceEqual(now.shape))
            return new TensorDifference { Name = name, Equal = false, Note = $"{new TensorShape(reference.shape)} in the reference, {new TensorShape(now.shape)} in the difference" };
        var note = reference.dtype == now.dtype ? null : $"{ElementNames.Of(reference.dtype)} in the reference, {ElementNames.Of(now.dtype)} in the difference";
        var equal = note is null && TensorFingerprint.Of(reference) == TensorFingerprint.Of(now);
        var (largest, relative) = equal ? (0, 0) : Distance(reference, now);
        return new TensorDifference { Name = name, Equal = equal, MaxAbsoluteDifference = largest, RelativeNorm = relative, Note = note };
    }

    /// <summary>The largest difference of two elements, and the norm of the difference relative to the reference's; absolute where that is zero.</summary>
    public static (double Largest, double RelativeNorm) Distance(Tensor reference, Tensor now)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (reference.numel() == 0)
            return (0, 0);
        var from = Real(reference);
        var difference = Real(now).sub_(from);
        var norm = from.norm().item<double>();
        return (difference.abs().max().item<double>(), difference.norm().item<double>() / (norm > 0 ? norm : 1));
    }

    // Always a copy, so that it may be written to.
    private static Tensor Real(Tensor tensor)
    {
        var detached = tensor.detach();
        return (detached.is_complex() ? view_as_real(detached) : detached).cpu().to(ScalarType.Float64, copy: true);
    }

    private static TensorDifference OnlyIn(string name, string side) => new() { Name = name, Equal = false, Note = $"only in the {side}" };
}
