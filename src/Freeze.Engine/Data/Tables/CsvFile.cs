using System.Globalization;
using System.Text;

namespace Freeze.Data.Tables;

/// <summary>Reads a table from text: a line for each sample, numbers as features, and a label. A first line without any number names the columns.</summary>
internal static class CsvFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The column of labels, by name or number; null for one named label.</param>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid (with line and column), OptionInvalid.</exception>
    public static MemorySamples Read(string path, string? label)
    {
        using var file = DatasetFile.Open(path);
        using var text = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        try
        {
            return Read(path, text, label);
        }
        catch (InvalidDataException error)
        {
            throw Invalid(path, error.Message, error);
        }
        catch (DecoderFallbackException error)
        {
            throw Invalid(path, "it is not text in UTF-8.", error);
        }
    }

    private static MemorySamples Read(string path, StreamReader text, string? label)
    {
        var reader = new CsvReader(text, Separator(text));
        if (!reader.Read())
            throw Invalid(path, "it is empty.");
        var named = IsHeader(reader, label);
        var names = named ? Enumerable.Range(0, reader.Count).Select(column => reader[column].Trim().ToString()).ToArray() : null;
        if (names?.FirstOrDefault(name => FieldText.HasZero(name)) is { } damaged)
            throw Invalid(path, $"line {reader.Line} names a column '{FieldText.Show(damaged)}', which no text file holds: it is damaged, or in UTF-16 without a mark.");
        var columns = TableColumns.Find(path, names, reader.Count, label);
        var table = new TableBuilder();
        var rows = 0;
        for (var more = !named || reader.Read(); more; more = reader.Read(), rows++)
            AddRow(path, reader, columns, table);
        if (rows == 0)
            throw Invalid(path, "it has a first line with names, and no line after it.");
        return table.Build(columns);
    }

    private static void AddRow(string path, CsvReader reader, TableColumns columns, TableBuilder table)
    {
        if (reader.Count != columns.Count)
            throw Invalid(path, $"line {reader.Line} has {reader.Count} fields, but the first line has {columns.Count}.");
        for (var column = 0; column < columns.Count; column++)
        {
            var field = reader[column].Trim();
            if (IsMissing(field))
                throw Invalid(path, $"line {reader.Line} has no value in {columns.Describe(column)}{(field.IsEmpty ? "" : $", but '{field}'")}.");
            if (FieldText.HasZero(field))
                throw Invalid(path, $"line {reader.Line} has '{FieldText.Show(field)}' in {columns.Describe(column)}, which no text file holds: it is damaged, or in UTF-16 without a mark.");
            if (column == columns.Label)
                table.AddLabel(field);
            else if (FieldText.TryNumber(field, out var value))
                table.Add(value);
            else
                throw Invalid(path, $"line {reader.Line} has '{FieldText.Show(field)}' in {columns.Describe(column)}, which is not a number.");
        }
    }

    private static bool IsMissing(ReadOnlySpan<char> field) => field.IsEmpty || field is "?"
        || field.Equals("nan", StringComparison.OrdinalIgnoreCase) || field.Equals("na", StringComparison.OrdinalIgnoreCase) || field.Equals("n/a", StringComparison.OrdinalIgnoreCase) || field.Equals("null", StringComparison.OrdinalIgnoreCase);

    // A name that is asked for makes the first line a header even where other columns are called 0, 1, 2.
    private static bool IsHeader(CsvReader reader, string? label)
    {
        var anyNumber = false;
        for (var column = 0; column < reader.Count; column++)
        {
            var field = reader[column].Trim();
            var isNumber = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            if (!isNumber && field.Equals(label ?? TableColumns.UsualLabel, StringComparison.OrdinalIgnoreCase))
                return true;
            anyNumber |= isNumber;
        }

        return !anyNumber;
    }

    // The one of comma, semicolon and tab that the first line with anything on it has most of, outside quotes.
    private static char Separator(StreamReader text)
    {
        const int Limit = 1 << 20;
        char[] separators = [',', ';', '\t'];
        var found = new int[separators.Length];
        var (isQuoted, isBlank) = (false, true);
        using var again = new StreamReader(text.BaseStream, text.CurrentEncoding, true, 1 << 16, leaveOpen: true);
        text.BaseStream.Position = 0;
        for (int next = again.Read(), read = 0; next >= 0 && read < Limit; next = again.Read(), read++)
        {
            if (next is '\n' or '\r' && !isQuoted && !isBlank)
                break;
            isBlank &= next is '\n' or '\r';
            isQuoted ^= next == '"';
            if (!isQuoted && Array.IndexOf(separators, (char)next) is >= 0 and var which)
                found[which]++;
        }

        text.BaseStream.Position = 0;
        text.DiscardBufferedData();
        return separators[Array.IndexOf(found, found.Max())];
    }

    private static FreezeException Invalid(string path, string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used: {why}", "Lines are counted from 1, columns from 0. Correct the file, or leave the line out.", inner);
}
