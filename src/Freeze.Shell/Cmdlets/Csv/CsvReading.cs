using System.Management.Automation;
using System.Text;

namespace Freeze.Shell.Foundation;

/// <summary>Reads comma-separated values: the first record names the columns, every other one becomes an object.</summary>
internal sealed class CsvReading
{
    private readonly char _delimiter;
    private TextReader _text = TextReader.Null;
    private List<string>? _columns;
    private string? _typeName;

    /// <summary>A reader.</summary>
    /// <param name="delimiter">Between the fields.</param>
    /// <param name="header">The columns' names, or null to take the first record's.</param>
    internal CsvReading(char delimiter, IReadOnlyList<string>? header)
    {
        _delimiter = delimiter;
        _columns = header is null ? null : Name(header);
    }

    /// <summary>Whether columns without a name got one.</summary>
    internal bool HasUnnamedColumns { get; private set; }

    /// <summary>The objects of a text, read as they are asked for; a text after the first goes on with its columns.</summary>
    /// <param name="text">The text; a field that is open at its end ends there.</param>
    internal IEnumerable<PSObject> Objects(TextReader text)
    {
        _text = text;
        SkipTypeLine();
        _columns ??= Record() is { } header ? Name(header) : null;
        while (_columns is not null && Record() is { } fields)
        {
            if (fields.Count == 1 && string.IsNullOrEmpty(fields[0]))
                continue;
            yield return Item(_columns, fields);
        }
    }

    private PSObject Item(IReadOnlyList<string> columns, List<string> fields)
    {
        var item = new PSObject();
        if (_typeName is not null)
            item.TypeNames.Insert(0, _typeName);
        for (int i = 0; i < columns.Count; i++)
            item.Properties.Add(new PSNoteProperty(columns[i], i < fields.Count ? fields[i] : null));
        return item;
    }

    private List<string> Name(IReadOnlyList<string> columns)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string column in columns)
        {
            string name = column;
            if (name.Length == 0)
            {
                HasUnnamedColumns = true;
                name = $"H{names.Count + 1}";
            }

            if (!seen.Add(name))
                throw new ExtendedTypeSystemException($"The member \"{name}\" is already present.");
            names.Add(name);
        }

        return names;
    }

    /// <summary>A first line <c>#TYPE name</c> gives the objects a type name; other lines that begin so are comments of other programs.</summary>
    private void SkipTypeLine()
    {
        while (_text.Peek() == '#')
        {
            string line = _text.ReadLine()!;
            if (line.StartsWith("#TYPE ", StringComparison.OrdinalIgnoreCase))
                _typeName = "CSV:" + line["#TYPE ".Length..].Trim();
        }
    }

    /// <summary>The fields of one record, which may take several lines; null at the end.</summary>
    private List<string>? Record()
    {
        if (_text.Peek() < 0)
            return null;
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false, wasQuoted = false;
        while (_text.Read() is var next and >= 0)
        {
            char character = (char)next;
            if (quoted)
            {
                if (character != '"')
                    field.Append(character);
                else if (_text.Peek() == '"')
                    field.Append((char)_text.Read());
                else
                    quoted = false;
            }
            else if (character == '"' && string.IsNullOrWhiteSpace(field.ToString()) && !wasQuoted)
            {
                field.Clear();
                quoted = wasQuoted = true;
            }
            else if (character == _delimiter)
            {
                fields.Add(Finish(field, ref wasQuoted));
            }
            else if (character is '\r' or '\n')
            {
                if (character == '\r' && _text.Peek() == '\n')
                    _text.Read();
                break;
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(Finish(field, ref wasQuoted));
        return fields;
    }

    private static string Finish(StringBuilder field, ref bool wasQuoted)
    {
        string text = field.ToString();
        field.Clear();
        // Blanks around a bare field are padding; inside quotes they are meant.
        string finished = wasQuoted ? text : text.TrimStart(' ', '\t');
        wasQuoted = false;
        return finished;
    }
}
