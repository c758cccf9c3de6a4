using System.Collections;
using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Takes PowerShell's wrappers off values that go to the engine.</summary>
internal static class Plain
{
    /// <summary>A dictionary by option name.</summary>
    public static Dictionary<string, object?> Dictionary(IDictionary table) =>
        table.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => Value(entry.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>The same table, its values unwrapped, nested tables and arrays too.</summary>
    public static IDictionary Table(IDictionary table) => Dictionary(table);

    /// <summary>The value itself, whatever it is.</summary>
    public static object? Of(object? value) => Value(value);

    private static object? Value(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        IDictionary nested => Dictionary(nested),
        object?[] items => items.Select(Value).ToArray(),
        SwitchParameter flag => flag.IsPresent,
        var plain => plain,
    };
}
