using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Pickle;

/// <summary>Values that a pickle keeps under numbers: mostly counting up from 0, but a hostile file may choose any.</summary>
/// <param name="cursor">For messages.</param>
/// <param name="budget">Pays for growth.</param>
internal sealed class PickleMemo(PickleCursor cursor, ReadingBudget budget)
{
    private readonly List<object?> _dense = [];
    private readonly Dictionary<long, object?> _sparse = [];

    public int Count => _dense.Count + _sparse.Count;

    public void Put(long index, object? value)
    {
        if (index < 0)
            throw cursor.Corrupt("keeps a value under a negative number");
        if (index < _dense.Count)
            _dense[(int)index] = value;
        else if (index == _dense.Count)
        {
            budget.Charge(24);
            _sparse.Remove(index);
            _dense.Add(value);
        }
        else
        {
            budget.Charge(64);
            _sparse[index] = value;
        }
    }

    public object? Get(long index) =>
        index >= 0 && index < _dense.Count ? _dense[(int)index]
        : _sparse.TryGetValue(index, out var value) ? value
        : throw cursor.Corrupt($"asks for value {index}, which it never kept");
}
