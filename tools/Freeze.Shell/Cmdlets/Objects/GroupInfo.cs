using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Objects with the same values.</summary>
public class GroupInfo
{
    internal GroupInfo(PropertyRow first)
    {
        First = first;
        Name = string.Join(", ", first.Values.Where(value => value.Value is not null).Select(value => Text(value.Value!)));
    }

    /// <summary>The values that the objects share, one for each property.</summary>
    public ArrayList Values => new(First.Values.Select(value => value.Value).ToArray());

    /// <summary>How many objects there are.</summary>
    public int Count { get; private protected set; }

    /// <summary>The objects.</summary>
    public Collection<PSObject> Group { get; } = [];

    /// <summary>The values as one text.</summary>
    public string Name { get; }

    internal PropertyRow First { get; }

    internal virtual void Add(PSObject value)
    {
        Group.Add(value);
        Count++;
    }

    private static string Text(object value) => value is ICollection elements
        ? $"{{{string.Join(", ", elements.Cast<object?>().Select(One))}}}"
        : One(value);

    private static string One(object? value) => string.Create(CultureInfo.CurrentCulture, $"{value}");
}
