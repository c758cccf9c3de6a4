namespace Freeze.Tensors;

/// <summary>Integer division that rounds up, without the overflow of adding the divisor to the dividend.</summary>
internal static class CeilingDivision
{
    /// <summary>The number of parts of a size that cover a count; the last one may be smaller.</summary>
    /// <param name="count">0 or more.</param>
    /// <param name="size">1 or more.</param>
    public static int Of(int count, int size) => count / size + (count % size == 0 ? 0 : 1);

    /// <inheritdoc cref="Of(int, int)"/>
    public static long Of(long count, long size) => count / size + (count % size == 0 ? 0 : 1);

    /// <summary>The batches that samples make.</summary>
    /// <param name="samples">0 or more.</param>
    /// <param name="batchSize">1 or more.</param>
    /// <param name="dropLast">Leaves out a last batch that is not full.</param>
    public static int Batches(int samples, int batchSize, bool dropLast) => dropLast ? samples / batchSize : Of(samples, batchSize);
}
