using Freeze.Layers;
using static TorchSharp.torch;

namespace Freeze.Reporting;

/// <summary>What a report compares a model with.</summary>
internal abstract class DriftReference
{
    /// <summary>How far a tensor is from the reference, and whether it is bit-equal; nulls where the reference says nothing of it.</summary>
    public abstract (double? Drift, bool? Intact) Compare(NamedBuffer tensor);

    /// <summary>The values at import.</summary>
    public static DriftReference Import(TorchModel model) => new SinceImport(model);

    /// <summary>The values at the moment of freezing; says nothing of what is not frozen.</summary>
    public static DriftReference Freeze(TorchModel model) => new SinceFreeze(model);

    /// <summary>Another model's values, by name.</summary>
    public static DriftReference Model(TorchModel other) => new SinceModel(other);

    /// <summary>Norm of the difference relative to the reference's norm; absolute where that is zero.</summary>
    protected static double Relative(Tensor now, Tensor before)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var from = before.detach().cpu().to(ScalarType.Float64);
        var difference = now.detach().cpu().to(ScalarType.Float64).sub(from).norm().item<double>();
        var norm = from.norm().item<double>();
        return norm > 0 ? difference / norm : difference;
    }

    private sealed class SinceImport(TorchModel model) : DriftReference
    {
        public override (double?, bool?) Compare(NamedBuffer tensor)
        {
            if (model.Originals.IsOriginal(tensor))
                return (0, true);
            return (model.Originals.Find(tensor.Name) is { } before ? Relative(tensor.Value, before) : model.Originals.DriftOf(tensor), false);
        }
    }

    private sealed class SinceFreeze(TorchModel model) : DriftReference
    {
        public override (double?, bool?) Compare(NamedBuffer tensor)
        {
            if (!model.FrozenSince.TryGetValue(tensor.Name, out var before))
                return (null, null);
            return before.Matches(tensor.Value) ? (0, true) : (before.DriftTo(tensor.Value), false);
        }
    }

    private sealed class SinceModel(TorchModel other) : DriftReference
    {
        private readonly IReadOnlyDictionary<string, Tensor> _tensors = other.StateTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);

        public override (double?, bool?) Compare(NamedBuffer tensor)
        {
            if (!_tensors.TryGetValue(tensor.Name, out var before) || !before.shape.AsSpan().SequenceEqual(tensor.Value.shape))
                return (null, null);
            return before.dtype == tensor.Value.dtype && TensorFingerprint.Of(before) == TensorFingerprint.Of(tensor.Value)
                ? (0, true) : (Relative(tensor.Value, before), false);
        }
    }
}
