using Freeze.Tensors;

namespace Freeze.Reporting;

/// <summary>What a report compares a model with.</summary>
internal abstract class DriftReference : IDisposable
{
    /// <summary>How far a tensor is from the reference, and whether it is bit-equal; nulls where the reference says nothing of it.</summary>
    public abstract (double? Drift, bool? Intact) Compare(NamedBuffer tensor);

    /// <summary>The values at import.</summary>
    public static DriftReference Import(TorchModel model) => new SinceImport(model);

    /// <summary>The values at the moment of freezing; says nothing of what is not frozen.</summary>
    public static DriftReference Freeze(TorchModel model) => new SinceFreeze(model);

    /// <summary>Another model's values, by name.</summary>
    public static DriftReference Model(TorchModel other) => new SinceTensors(TensorSet.Of(other));

    /// <summary>A weight file's values, by name.</summary>
    /// <param name="path">Any weight file.</param>
    /// <param name="model">The model that is compared with it.</param>
    public static DriftReference File(string path, TorchModel model) => new SinceTensors(TensorSet.Open(path, model.StateTensors.Select(tensor => tensor.Name)));

    /// <summary>Closes a file.</summary>
    public virtual void Dispose()
    {
    }

    private sealed class SinceImport(TorchModel model) : DriftReference
    {
        public override (double?, bool?) Compare(NamedBuffer tensor)
        {
            if (model.Originals.IsOriginal(tensor))
                return (0, true);
            return (model.Originals.Find(tensor.Name) is { } before && before.shape.AsSpan().SequenceEqual(tensor.Value.shape)
                ? TensorComparison.Distance(before, tensor.Value).RelativeNorm : model.Originals.DriftOf(tensor), false);
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

    private sealed class SinceTensors(TensorSet tensors) : DriftReference
    {
        public override (double?, bool?) Compare(NamedBuffer tensor)
        {
            var row = tensors.Use(tensor.Name, before => TensorComparison.Compare(tensor.Name, before, tensor.Value));
            return (row?.RelativeNorm, row?.Equal);
        }

        public override void Dispose() => tensors.Dispose();
    }
}
