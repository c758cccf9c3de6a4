using Freeze.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze;

/// <summary>Samples with their labels, and how they become a model's input.</summary>
public sealed class TorchDataset
{
    private readonly RawSamples _raw;
    private readonly SampleSelection _selection;
    private readonly SampleTransform _transform;

    internal TorchDataset(string source, RawSamples raw, SampleSelection selection, SampleTransform transform) =>
        (Source, _raw, _selection, _transform) = (source, raw, selection, transform);

    /// <summary>Samples.</summary>
    public int Count => _selection.Indices.Length;

    /// <summary>Names of the classes, in the order of their numbers; null where unknown.</summary>
    public IReadOnlyList<string>? Classes => _selection.Classes;

    /// <summary>The shape of one input: C x H x W for images.</summary>
    public TensorShape SampleShape => _transform.SampleShape;

    /// <summary>The file it comes from.</summary>
    public string Source { get; }

    /// <summary>How samples become inputs.</summary>
    public InputTransform Input => _transform.Input;

    /// <summary>A class number for each sample; null where targets are not classes.</summary>
    internal IReadOnlyList<int>? Labels => _selection.Labels;

    /// <summary>Reads some samples as one batch of float32 inputs.</summary>
    /// <param name="indices">Which samples, in which order.</param>
    /// <returns>A batch that the caller disposes of.</returns>
    internal Batch ReadBatch(ReadOnlySpan<int> indices)
    {
        var sampleSize = (int)SampleShape.Aggregate(1L, (product, size) => product * size);
        var inputs = empty([indices.Length, .. SampleShape], ScalarType.Float32).DetachFromDisposeScope();
        var values = inputs.bytes;
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values);
        for (var i = 0; i < indices.Length; i++)
        {
            var at = _selection.Indices[indices[i]] * _raw.SampleSize;
            var target = floats.Slice(i * sampleSize, sampleSize);
            if (_raw.Bytes is { } bytes)
                _transform.Apply(bytes.AsSpan(at, _raw.SampleSize), target);
            else
                _transform.Apply(_raw.Floats.AsSpan(at, _raw.SampleSize), target);
        }

        return new Batch(inputs, ReadTargets(indices).DetachFromDisposeScope(), indices.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Count} samples of {SampleShape} from {Source}";

    private Tensor ReadTargets(ReadOnlySpan<int> indices)
    {
        if (Labels is { } labels)
        {
            var numbers = new long[indices.Length];
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = labels[indices[i]];
            return tensor(numbers);
        }

        if (_raw.Targets is not { } targets)
            return zeros(indices.Length, ScalarType.Int64);
        var width = targets.Length / _raw.Count;
        var rows = new float[indices.Length * width];
        for (var i = 0; i < indices.Length; i++)
            targets.AsSpan(_selection.Indices[indices[i]] * width, width).CopyTo(rows.AsSpan(i * width));
        return tensor(rows).reshape(indices.Length, width);
    }
}
