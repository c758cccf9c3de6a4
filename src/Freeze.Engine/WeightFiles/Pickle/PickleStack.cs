using System.Runtime.InteropServices;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Pickle;

/// <summary>The stack of a pickle machine with its marks; growing it is paid for.</summary>
/// <param name="cursor">For messages.</param>
/// <param name="budget">Pays for growth.</param>
internal sealed class PickleStack(PickleCursor cursor, ReadingBudget budget)
{
    private const int SlotCost = 24;

    private readonly List<object?> _items = [];
    private readonly List<int> _marks = [];
    private int _highest;

    // Items below the last mark are out of reach until it is taken.
    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    public void Push(object? item)
    {
        _items.Add(item);
        if (_items.Count <= _highest)
            return;
        _highest = _items.Count;
        budget.Charge(SlotCost);
    }

    public object? Pop()
    {
        var item = Peek();
        _items.RemoveAt(_items.Count - 1);
        return item;
    }

    public object? Peek() => _items.Count > Floor ? _items[^1] : throw cursor.Corrupt("takes a value from an empty stack");

    public void Mark()
    {
        budget.Charge(sizeof(int) * 2);
        _marks.Add(_items.Count);
    }

    /// <summary>Drops the last item, or the last mark if nothing lies above it, as POP does.</summary>
    public void Drop()
    {
        if (_items.Count > Floor)
            _items.RemoveAt(_items.Count - 1);
        else if (_marks.Count > 0)
            _marks.RemoveAt(_marks.Count - 1);
        else
            throw cursor.Corrupt("takes a value from an empty stack");
    }

    /// <summary>Takes the items above the last mark, and the mark.</summary>
    public List<object?> PopToMark()
    {
        if (_marks.Count == 0)
            throw cursor.Corrupt("takes values up to a mark that was never set");
        var items = PopMany(_items.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return items;
    }

    /// <summary>Takes a number of items, in the order in which they were pushed.</summary>
    public List<object?> PopMany(int count)
    {
        if (_items.Count - Floor < count)
            throw cursor.Corrupt("takes a value from an empty stack");
        budget.Charge(sizeof(long) * (long)count);
        var taken = new List<object?>(count);
        CollectionsMarshal.SetCount(taken, count);
        CollectionsMarshal.AsSpan(_items)[(_items.Count - count)..].CopyTo(CollectionsMarshal.AsSpan(taken));
        _items.RemoveRange(_items.Count - count, count);
        return taken;
    }
}
