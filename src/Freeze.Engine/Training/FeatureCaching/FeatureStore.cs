using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>Keeps rows of features of one shape.</summary>
internal abstract class FeatureStore : IDisposable
{
    /// <param name="rows">How many it holds.</param>
    /// <param name="shape">The shape of one.</param>
    /// <param name="type">The type of its elements.</param>
    protected FeatureStore(long rows, long[] shape, ScalarType type) => (Rows, Shape, Type) = (rows, shape, type);

    /// <summary>How many rows it holds.</summary>
    public long Rows { get; }

    /// <summary>The shape of one row.</summary>
    public long[] Shape { get; }

    /// <summary>The type of the elements.</summary>
    public ScalarType Type { get; }

    /// <summary>Elements of a row.</summary>
    public long RowLength => ElementCount.Of(Shape);

    /// <summary>Bytes of a row.</summary>
    public long RowBytes => RowLength * SizeOf(Type);

    /// <summary>Where the rows are, for people.</summary>
    public abstract string Place { get; }

    /// <summary>Keeps some rows.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <param name="features">N x the shape of a row.</param>
    /// <exception cref="IOException">They cannot be kept.</exception>
    public abstract void Write(ReadOnlySpan<long> rows, Tensor features);

    /// <summary>Reads some rows.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <returns>N x the shape of a row, the caller's own; in no dispose scope.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public abstract Tensor Read(ReadOnlySpan<long> rows);

    /// <inheritdoc/>
    public abstract void Dispose();

    private static long SizeOf(ScalarType type)
    {
        using var none = empty(0, type);
        return none.ElementSize;
    }
}
