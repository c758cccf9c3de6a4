using System.Management.Automation;

namespace Freeze.Shell.Data;

/// <summary>Reads objects from CSV: the columns first, then an object from each record.</summary>
/// <param name="records">The records of the text.</param>
/// <param name="command">The command that warns of columns without a name.</param>
internal sealed class CsvReading(CsvRecords records, Cmdlet command)
{
    /// <summary>What imported objects have before the name of the type that was exported.</summary>
    internal const string TypePrefix = "CSV:";

    private const string LogFields = "#Fields: ";

    /// <summary>The columns; found in the text if they are not known before.</summary>
    internal IReadOnlyList<string>? Columns { get; set; }

    /// <summary>The type of the objects; found in the text if it is told there.</summary>
    internal string? TypeName { get; set; }

    /// <summary>Whether columns without a name were warned of.</summary>
    internal bool Warned { get; set; }

    /// <summary>Reads what stands before the first object.</summary>
    /// <exception cref="ExtendedTypeSystemException">Two columns have the same name.</exception>
    internal void ReadColumns()
    {
        if (TypeName is null && records.Next == '#')
        {
            string line = records.ReadLine();
            if (line.StartsWith("#Type", StringComparison.OrdinalIgnoreCase))
            {
                TypeName = line[5..].Trim() is { Length: > 0 } name ? name : null;
            }
        }

        var values = new List<string>();
        while (Columns is null && records.Next >= 0)
        {
            records.Read(values);
            while (values.Count > 1 && values[^1].Length == 0)
            {
                values.RemoveAt(values.Count - 1);
            }

            // Log files name their columns in one of their comments.
            if (values is [['#', ..], ..] && !values[0].StartsWith(LogFields, StringComparison.Ordinal))
            {
                continue;
            }

            Columns = [.. values.Select((value, i) => i == 0 && value.StartsWith(LogFields, StringComparison.Ordinal) ? value[LogFields.Length..] : value)];
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (Columns?.FirstOrDefault(column => column.Length > 0 && !seen.Add(column)) is { } twice)
        {
            throw new ExtendedTypeSystemException($"The member \"{twice}\" is already present.");
        }
    }

    /// <summary>Reads the objects, one at a time.</summary>
    internal IEnumerable<PSObject> ReadObjects()
    {
        var values = new List<string>();
        while (records.Read(values))
        {
            // An empty line is no object.
            if (values is not [""])
            {
                yield return Object(values);
            }
        }
    }

    private PSObject Object(List<string> values)
    {
        var result = new PSObject();
        int unnamed = 0;
        IReadOnlyList<string> columns = Columns ?? [];
        for (int i = 0; i < columns.Count; i++)
        {
            string name = columns[i].Length > 0 ? columns[i] : $"H{++unnamed}";
            // The names were compared with each other before.
            result.Properties.Add(new PSNoteProperty(name, i < values.Count ? values[i] : null), preValidated: true);
        }

        if (unnamed > 0 && !Warned)
        {
            Warned = true;
            command.WriteWarning(
                "One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
        }

        if (TypeName is not null)
        {
            result.TypeNames.Clear();
            result.TypeNames.Add(TypeName);
            result.TypeNames.Add(TypePrefix + TypeName);
        }

        return result;
    }
}
