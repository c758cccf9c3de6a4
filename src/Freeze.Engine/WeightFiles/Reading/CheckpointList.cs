using System.Collections;

namespace Freeze.WeightFiles.Reading;

/// <summary>A list, tuple or set in a weight file.</summary>
public sealed class CheckpointList : IReadOnlyList<object?>
{
    private readonly List<object?> _items;

    internal CheckpointList(bool isTuple, List<object?> items) => (IsTuple, _items) = (isTuple, items);

    /// <summary>The empty tuple.</summary>
    internal static CheckpointList EmptyTuple { get; } = new(isTuple: true, []);

    /// <summary>Whether it is a tuple, which never changes.</summary>
    public bool IsTuple { get; }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public object? this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(object? item) => _items.Add(item);
}
