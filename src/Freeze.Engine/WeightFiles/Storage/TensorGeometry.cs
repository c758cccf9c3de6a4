namespace Freeze.WeightFiles.Storage;

/// <summary>Arithmetic of shapes and strides that a file declares: every product may overflow.</summary>
internal static class TensorGeometry
{
    /// <summary>The limit of libtorch.</summary>
    public const int MostDimensions = 64;

    /// <summary>Number of elements of a shape; false where a size is negative, or the product of the sizes other than zero does not fit.</summary>
    public static bool TryCount(ReadOnlySpan<long> shape, out long count)
    {
        count = 1;
        var isEmpty = false;
        foreach (var size in shape)
        {
            if (size < 0 || Math.BigMul(count, Math.Max(size, 1), out var low) != 0 || low < 0)
                return false;
            count = low;
            isEmpty |= size == 0;
        }

        count = isEmpty ? 0 : count;
        return true;
    }

    /// <summary>Elements from the first to the last that a view reaches, both included; false where that does not fit.</summary>
    /// <param name="shape">Sizes, all at least 1.</param>
    /// <param name="stride">Steps in elements.</param>
    /// <param name="offset">Number of the first element.</param>
    /// <param name="extent">Elements that the storage must have.</param>
    public static bool TryExtent(ReadOnlySpan<long> shape, ReadOnlySpan<long> stride, long offset, out long extent)
    {
        extent = offset + 1;
        if (offset is < 0 or long.MaxValue)
            return false;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (stride[axis] < 0 || Math.BigMul(stride[axis], shape[axis] - 1, out var reach) != 0 || reach < 0 || extent > long.MaxValue - reach)
                return false;
            extent += reach;
        }

        return true;
    }

    /// <summary>The strides of row-major elements without gaps.</summary>
    public static long[] ContiguousStride(ReadOnlySpan<long> shape)
    {
        var stride = new long[shape.Length];
        var step = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            stride[axis] = step;
            step *= Math.Max(shape[axis], 1);
        }

        return stride;
    }
}
