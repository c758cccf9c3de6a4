using System.Collections;

namespace Freeze;

/// <summary>The size of each dimension; 64x3x7x7 as text, an array in JSON.</summary>
public sealed class TensorShape : IReadOnlyList<long>, IEquatable<TensorShape>
{
    private readonly long[] _sizes;

    /// <param name="sizes">The size of each dimension; none for a scalar.</param>
    public TensorShape(IEnumerable<long> sizes) => _sizes = [.. sizes];

    /// <summary>Number of dimensions.</summary>
    public int Count => _sizes.Length;

    /// <summary>The size of one dimension.</summary>
    public long this[int index] => _sizes[index];

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _sizes.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && _sizes.AsSpan().SequenceEqual(other._sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in _sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>64x3x7x7; "scalar" without dimensions.</summary>
    public override string ToString() => _sizes.Length == 0 ? "scalar" : string.Join('x', _sizes);
}
