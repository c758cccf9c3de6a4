using System.Collections;
using System.Management.Automation;
using System.Text;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Data;

/// <summary>Writes objects as lines of CSV.</summary>
/// <param name="delimiter">What stands between values.</param>
/// <param name="quotes">Which values stand in quotes.</param>
/// <param name="quoteFields">The only columns that stand in quotes, if given.</param>
internal sealed class CsvWriting(char delimiter, QuoteKind quotes, string[]? quoteFields)
{
    private readonly HashSet<string>? _quoteFields = quoteFields is null ? null : new(quoteFields, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the columns that an object needs.</summary>
    internal static List<string> Columns(PSObject source)
    {
        if (source.BaseObject is not IDictionary table)
        {
            return [.. source.Properties.Select(property => property.Name)];
        }

        IEnumerable<string> added = source.Properties.Where(property => property is not PSProperty).Select(property => property.Name);
        return [.. table.Keys.Cast<object>().Select(key => LanguagePrimitives.ConvertTo<string>(key)), .. added];
    }

    /// <summary>The line that tells an object's type.</summary>
    internal static string TypeLine(PSObject source)
    {
        string type = source.TypeNames is [{ } first, ..] ? first : string.Empty;
        // Imported objects have a type of their own that names the original one.
        if (type.StartsWith(CsvReading.TypePrefix, StringComparison.OrdinalIgnoreCase))
        {
            type = type[CsvReading.TypePrefix.Length..];
        }

        return type.Length == 0 ? "#TYPE" : $"#TYPE {type}";
    }

    /// <summary>The line of column names.</summary>
    internal string HeaderLine(IEnumerable<string> columns) => Join(columns.Select(column => (column, (string?)column)));

    /// <summary>The line of an object.</summary>
    internal string Line(PSObject source, IEnumerable<string> columns) => Join(columns.Select(column => (column, Text(source, column))));

    private static string? Text(PSObject source, string column)
    {
        if (source.BaseObject is IDictionary table && table.Contains(column))
        {
            return table[column]?.ToString();
        }

        try
        {
            return source.Properties[column]?.Value?.ToString();
        }
        catch (Exception)
        {
            // A property that cannot be read, for whatever reason of its own, counts as empty.
            return null;
        }
    }

    private string Join(IEnumerable<(string Column, string? Text)> values)
    {
        var line = new StringBuilder();
        bool first = true;
        foreach ((string column, string? text) in values)
        {
            if (!first)
            {
                line.Append(delimiter);
            }

            first = false;
            if (text is not null && IsQuoted(column, text))
            {
                line.Append('"').Append(text.Replace("\"", "\"\"")).Append('"');
            }
            else
            {
                line.Append(text);
            }
        }

        return line.ToString();
    }

    private bool IsQuoted(string column, string text) => _quoteFields?.Contains(column) ?? quotes switch
    {
        QuoteKind.Always => true,
        QuoteKind.AsNeeded => text.AsSpan().IndexOfAny(delimiter, '\n', '"') >= 0,
        _ => false,
    };
}
