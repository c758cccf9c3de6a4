namespace Freeze.Tensors;

/// <summary>The number of elements of a shape.</summary>
internal static class ElementCount
{
    /// <summary>The product of the sizes; 1 for a scalar.</summary>
    /// <param name="shape">The size of each dimension.</param>
    /// <exception cref="OverflowException">No memory holds so many.</exception>
    public static long Of(IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => checked(product * size));
}
