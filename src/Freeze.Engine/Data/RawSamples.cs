namespace Freeze.Data;

/// <summary>Samples as a file has them, all in memory.</summary>
/// <param name="Bytes">The elements of byte data, sample after sample; null for floats.</param>
/// <param name="Floats">The elements of float data; null for bytes.</param>
/// <param name="Shape">Of one sample; images are C x H x W.</param>
/// <param name="Labels">A class number for each sample; null where there are none.</param>
/// <param name="Targets">Values for each sample, one after another, where targets are not classes; null otherwise.</param>
internal sealed record RawSamples(byte[]? Bytes, float[]? Floats, TensorShape Shape, int[]? Labels, float[]? Targets)
{
    /// <summary>Elements of one sample.</summary>
    public int SampleSize { get; } = checked((int)Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>Samples.</summary>
    public int Count => SampleSize == 0 ? 0 : (Bytes?.Length ?? Floats!.Length) / SampleSize;
}
