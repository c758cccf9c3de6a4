using System.Globalization;
using System.Text;
using Freeze.Data.Tables;
using Freeze.WeightFiles.Writing;

namespace Freeze.Training.Logging;

/// <summary>A CSV file with a row for each epoch of a run. Whenever the process dies, the file holds whole rows; no epoch stands in it twice.</summary>
internal sealed class EpochTable
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "epochs.csv";

    private const string Epoch = "Epoch";
    private readonly string _path;
    private IReadOnlyList<string> _columns = [];

    private EpochTable(string path) => _path = path;

    /// <summary>Opens a table for the epochs after <paramref name="finished"/>; rows of later ones go, as they come again.</summary>
    /// <param name="path">The file, which need not exist; its folder does.</param>
    /// <param name="finished">The last epoch that counts; 0 for a new run, which begins a new table.</param>
    /// <param name="known">Rows of epochs up to that one. A process that died right after it kept an epoch's state has not written the row any more.</param>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public static EpochTable Open(string path, int finished, IEnumerable<IReadOnlyList<(string Column, string Value)>>? known = null)
    {
        var table = new EpochTable(path);
        var (columns, rows) = finished == 0 ? ([], []) : table.Read();
        var kept = rows.Where(row => int.TryParse(row.GetValueOrDefault(Epoch), CultureInfo.InvariantCulture, out var epoch) && epoch <= finished).ToList();
        foreach (var row in (known ?? []).Select(cells => cells.ToDictionary(cell => cell.Column, cell => cell.Value)))
        {
            if (kept.Any(own => own[Epoch] == row[Epoch]))
                continue;
            columns = [.. columns, .. row.Keys.Except(columns)];
            kept.Add(row);
        }

        if (kept.Count > 0)
            table.Rewrite(columns, [.. kept.OrderBy(row => int.Parse(row[Epoch], CultureInfo.InvariantCulture))]);
        else
            table.Remove();
        return table;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Columns and what stands in them; one of them is Epoch.</param>
    /// <exception cref="FreezeException">OutputNotWritable.</exception>
    public void Append(IReadOnlyList<(string Column, string Value)> cells)
    {
        var row = cells.ToDictionary(cell => cell.Column, cell => cell.Value);
        if (_columns.Count > 0 && row.Keys.All(_columns.Contains))
        {
            AppendLine(Line(_columns.Select(column => row.GetValueOrDefault(column, ""))));
            return;
        }

        // The first row, or one with columns that the rows before did not have.
        var rows = _columns.Count == 0 ? [] : Read().Rows;
        Rewrite([.. cells.Select(cell => cell.Column), .. _columns.Where(column => !row.ContainsKey(column))], [.. rows, row]);
    }

    private void Rewrite(IReadOnlyList<string> columns, IReadOnlyList<Dictionary<string, string>> rows)
    {
        var text = new StringBuilder(Line(columns));
        foreach (var row in rows)
            text.Append(Line(columns.Select(column => row.GetValueOrDefault(column, ""))));
        AtomicFile.Write(_path, overwrite: true, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
        _columns = columns;
    }

    // One call of the system for the whole line: a process that is killed has written it or not.
    private void AppendLine(string line)
    {
        try
        {
            using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(error);
        }
    }

    // A last line that does not end was cut off, and a row that cannot be read is none.
    private (IReadOnlyList<string> Columns, List<Dictionary<string, string>> Rows) Read()
    {
        try
        {
            if (!File.Exists(_path))
                return ([], []);
            var text = File.ReadAllText(_path);
            var reader = new CsvReader(new StringReader(text[..(text.LastIndexOf('\n') + 1)]), ',');
            IReadOnlyList<string> columns = reader.Read() ? Fields(reader) : [];
            var rows = new List<Dictionary<string, string>>();
            while (reader.Read())
            {
                if (reader.Count == columns.Count)
                    rows.Add(columns.Zip(Fields(reader)).ToDictionary(pair => pair.First, pair => pair.Second));
            }

            return (columns, rows);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            return ([], []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(error);
        }
    }

    private static string[] Fields(CsvReader reader) => [.. Enumerable.Range(0, reader.Count).Select(column => reader[column].ToString())];

    private void Remove()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(error);
        }
    }

    private FreezeException NotWritable(Exception error) => new(ErrorCode.OutputNotWritable, _path, $"'{_path}' cannot be written: {error.Message}", "Check free space and the rights to the folder, and close the file in other programs.", error);

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted)) + "\n";

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
