using static TorchSharp.torch;

namespace Freeze.Tensors;

/// <summary>What is kept of a tensor to tell later whether it moved, and by how much, without keeping the tensor.</summary>
/// <param name="Hash">Of every byte: decides whether anything moved.</param>
/// <param name="Sketch">Tells how far.</param>
internal sealed record TensorImprint(ulong Hash, TensorSketch Sketch)
{
    /// <summary>Takes the imprint of a tensor as it is.</summary>
    public static TensorImprint Of(Tensor tensor) => new(TensorFingerprint.Of(tensor), TensorSketch.Of(tensor));

    /// <summary>Whether every bit is as it was.</summary>
    public bool Matches(Tensor now) => TensorFingerprint.Of(now) == Hash;

    /// <summary>The norm of the change relative to the norm before, give or take a tenth; the change itself where that was zero; null for another shape.</summary>
    public double? DriftTo(Tensor now)
    {
        var sketch = TensorSketch.Of(now);
        if (sketch.Count != Sketch.Count)
            return null;
        var distance = sketch.DistanceTo(Sketch);
        return Sketch.Norm > 0 ? distance / Sketch.Norm : distance;
    }
}
