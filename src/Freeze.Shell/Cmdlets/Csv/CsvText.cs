using System.Management.Automation;
using System.Text;

namespace Freeze.Shell.Foundation;

/// <summary>Makes lines of comma-separated values of objects' properties.</summary>
internal sealed class CsvText
{
    private readonly char _delimiter;
    private readonly string _useQuotes;
    private readonly HashSet<string>? _quoteFields;

    /// <summary>A maker of lines.</summary>
    /// <param name="delimiter">Between the fields.</param>
    /// <param name="useQuotes">Always, AsNeeded or Never.</param>
    /// <param name="quoteFields">The only fields that are quoted, or null.</param>
    internal CsvText(char delimiter, string useQuotes, string[]? quoteFields)
    {
        _delimiter = delimiter;
        _useQuotes = useQuotes;
        _quoteFields = quoteFields is null ? null : new HashSet<string>(quoteFields, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The columns of an object: its properties, or the keys of a table.</summary>
    internal static IReadOnlyList<string> Columns(PSObject item) => item.BaseObject is System.Collections.IDictionary table
        ? [.. table.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty)]
        : [.. item.Properties.Where(property => property.IsGettable).Select(property => property.Name)];

    /// <summary>The line of column names.</summary>
    internal string Header(IReadOnlyList<string> columns) => Join(columns, columns);

    /// <summary>The line of an object; a property that it lacks is an empty field.</summary>
    internal string Row(PSObject item, IReadOnlyList<string> columns) => Join(columns, columns.Select(column => Value(item, column)));

    private static string? Value(PSObject item, string column)
    {
        object? value = item.BaseObject is System.Collections.IDictionary table
            ? table.Keys.Cast<object>().Where(key => key.ToString() == column).Select(key => table[key]).FirstOrDefault()
            : Read(item.Properties[column]);
        return value is null ? null : LanguagePrimitives.ConvertTo<string>(value is PSObject wrapped ? wrapped.BaseObject : value);
    }

    private static object? Read(PSPropertyInfo? property)
    {
        try
        {
            return property?.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private string Join(IReadOnlyList<string> columns, IEnumerable<string?> fields)
    {
        var line = new StringBuilder();
        int index = 0;
        foreach (string? field in fields)
        {
            if (index > 0)
                line.Append(_delimiter);
            // A value that is not there is told from an empty text by having no quotes.
            if (field is not null)
                Append(line, columns[index], field);
            index++;
        }

        return line.ToString();
    }

    private void Append(StringBuilder line, string column, string field)
    {
        bool quote = _quoteFields?.Contains(column) ?? (_useQuotes == "Always" || (_useQuotes == "AsNeeded" && NeedsQuotes(field)));
        if (quote)
            line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            line.Append(field);
    }

    private bool NeedsQuotes(string field) => field.AsSpan().IndexOfAny('"', '\n', '\r') >= 0 || field.Contains(_delimiter, StringComparison.Ordinal);
}
