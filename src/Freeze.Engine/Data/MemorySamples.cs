using System.IO.Hashing;
using System.Runtime.InteropServices;
using Freeze.Data.Arrays;
using Freeze.Tensors;

namespace Freeze.Data;

/// <summary>Samples that are all in memory.</summary>
internal sealed class MemorySamples : SampleSource
{
    private readonly byte[]? _bytes;
    private readonly float[]? _floats;

    /// <param name="bytes">The elements of byte data, sample after sample; null for floats.</param>
    /// <param name="floats">The elements of float data; null for bytes.</param>
    /// <param name="shape">Of one sample; images are C x H x W.</param>
    /// <param name="labels">A class number for each sample; null where there are none.</param>
    /// <param name="targets">Values for each sample, one after another, where targets are not classes; null otherwise.</param>
    public MemorySamples(byte[]? bytes, float[]? floats, TensorShape shape, int[]? labels, float[]? targets)
    {
        (_bytes, _floats, Shape, Labels, Targets) = (bytes, floats, shape, labels, targets);
        SampleSize = checked((int)ElementCount.Of(shape));
    }

    /// <summary>Makes samples of numbers as they lie in a file.</summary>
    /// <param name="format">How they lie.</param>
    /// <param name="elements">Their bytes; turned round in place where they are big-endian.</param>
    /// <param name="shape">Of one sample; images are C x H x W.</param>
    /// <param name="labels">A class number for each sample; null where there are none.</param>
    /// <param name="targets">Values for each sample, one after another, where targets are not classes; null otherwise.</param>
    public static MemorySamples Of(NumberFormat format, byte[] elements, TensorShape shape, int[]? labels, float[]? targets)
    {
        if (format.IsByte)
            return new MemorySamples(elements, null, shape, labels, targets);
        var floats = format.ToFloats(elements);
        return new MemorySamples(null, floats, shape, labels, targets) { Remark = Rounding.Of(format, elements, floats) };
    }

    /// <inheritdoc/>
    public override TensorShape Shape { get; }

    /// <summary>Elements of one sample.</summary>
    public int SampleSize { get; }

    /// <inheritdoc/>
    public override int Count => SampleSize == 0 ? 0 : (_bytes?.Length ?? _floats!.Length) / SampleSize;

    /// <inheritdoc/>
    public override bool IsByte => _bytes is not null;

    /// <inheritdoc/>
    public override bool IsSlow => false;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, ulong Hash)> Fingerprints(int[] selected) => [("contents", Content()), Selected(selected)];

    /// <inheritdoc/>
    public override void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed)
    {
        var at = index * SampleSize;
        var random = seed?.For(index);
        if (_bytes is not null)
            transform.Apply(_bytes.AsSpan(at, SampleSize), target, random);
        else
            transform.Apply(_floats.AsSpan(at, SampleSize), target, random);
    }

    private ulong Content()
    {
        const int Piece = 1 << 24;
        if (_bytes is not null)
            return XxHash3.HashToUInt64(_bytes);
        // Piece by piece, because the bytes of all floats may be more than a span can count.
        var hash = new XxHash3(1);
        for (var at = 0; at < _floats!.Length; at += Piece)
            hash.Append(MemoryMarshal.AsBytes(_floats.AsSpan(at, Math.Min(Piece, _floats.Length - at))));
        return hash.GetCurrentHashAsUInt64();
    }
}
