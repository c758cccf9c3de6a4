using System.Globalization;
using System.Management.Automation;

namespace Freeze.Shell.Objects;

/// <summary>Orders values as -lt and -gt do, and those that have no order of their own by their text.</summary>
/// <param name="ascending">Small values first.</param>
/// <param name="culture">Whose letters to compare by, or nothing for the current culture.</param>
/// <param name="caseSensitive">Whether a and A differ.</param>
internal sealed class ValueComparer(bool ascending, CultureInfo? culture, bool caseSensitive) : IComparer<object?>, IComparer<PropertyValue>
{
    private readonly CultureInfo _culture = culture ?? CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public int Compare(object? x, object? y)
    {
        object? first = Bare(x);
        object? second = Bare(y);
        if (first is null && second is null)
        {
            return 0;
        }

        if (!LanguagePrimitives.TryCompare(first, second, !caseSensitive, _culture, out int order))
        {
            order = _culture.CompareInfo.Compare(Text(first), Text(second), caseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase);
        }

        return ascending ? order : -order;
    }

    /// <summary>A property that an object lacks comes last, in either direction.</summary>
    public int Compare(PropertyValue x, PropertyValue y) =>
        x.Exists && y.Exists ? Compare(x.Value, y.Value) : y.Exists.CompareTo(x.Exists);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string Text(object? value) => PSObject.AsPSObject(value).ToString();
}
