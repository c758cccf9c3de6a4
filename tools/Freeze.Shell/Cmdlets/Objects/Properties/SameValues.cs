using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>
/// Tells quickly that two rows have the same values. Rows that it tells apart may still be equal in the order of
/// <see cref="RowComparer"/>, as a and A are. A property that is missing is the same as an empty one.
/// </summary>
internal sealed class SameValues : IEqualityComparer<PropertyRow>
{
    /// <inheritdoc/>
    public bool Equals(PropertyRow? x, PropertyRow? y)
    {
        if (x!.Values.Length != y!.Values.Length)
        {
            return false;
        }

        for (int column = 0; column < x.Values.Length; column++)
        {
            if (!AreSame(Plain(x.Values[column]), Plain(y.Values[column])))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public int GetHashCode(PropertyRow obj)
    {
        var hash = new HashCode();
        foreach (PropertyValue value in obj.Values)
        {
            hash.Add(Plain(value));
        }

        return hash.ToHashCode();
    }

    // Objects that consist of their properties cannot be compared: the engine says so by an exception.
    private static bool AreSame(object? first, object? second) =>
        first is null || second is null ? first == second : LanguagePrimitives.TryCompare(first, second, out int order) && order == 0;

    // What has no order of its own counts by its text.
    private static object? Plain(PropertyValue value)
    {
        object? bare = value.Value is PSObject { ImmediateBaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value.Value;
        return bare is null or IComparable ? bare : bare.ToString();
    }
}
