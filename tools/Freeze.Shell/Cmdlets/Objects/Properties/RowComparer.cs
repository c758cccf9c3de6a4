using System.Globalization;

namespace Freeze.Shell.Objects;

/// <summary>Orders rows by their first value, then by their second, and so on.</summary>
internal sealed class RowComparer : IComparer<PropertyRow>
{
    private readonly ValueComparer[] _columns;

    /// <summary>A comparer for rows of these keys.</summary>
    /// <param name="keys">The keys; without any, rows have one value.</param>
    /// <param name="ascending">The order of keys that say nothing of it.</param>
    /// <param name="culture">Whose letters to compare by.</param>
    /// <param name="caseSensitive">Whether a and A differ.</param>
    internal RowComparer(IReadOnlyList<PropertyKey> keys, bool ascending, CultureInfo? culture, bool caseSensitive) =>
        _columns = keys.Count == 0
            ? [new ValueComparer(ascending, culture, caseSensitive)]
            : [.. keys.Select(key => new ValueComparer(key.Ascending ?? ascending, culture, caseSensitive))];

    /// <inheritdoc/>
    public int Compare(PropertyRow? x, PropertyRow? y)
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            int order = _columns[column].Compare(At(x!, column), At(y!, column));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static PropertyValue At(PropertyRow row, int column) => column < row.Values.Length ? row.Values[column] : default;
}
