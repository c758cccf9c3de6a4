using System.Globalization;

namespace Freeze.Data;

/// <summary>Collects samples that come one by one as rows of values: objects with properties, or arrays of numbers.</summary>
/// <param name="label">The column of labels, by name or number; null for one named label.</param>
internal sealed class ObjectTable(string? label)
{
    private const string Name = "The input";
    private readonly TableBuilder _table = new();
    private TableColumns? _columns;
    private int _rows;

    /// <summary>Adds a sample.</summary>
    /// <param name="names">Names of its values; null where they have none.</param>
    /// <param name="values">Its values, the label among them.</param>
    /// <exception cref="FreezeException">DatasetInvalid (with row and column), OptionInvalid.</exception>
    public void Add(string[]? names, object?[] values)
    {
        _rows++;
        _columns ??= TableColumns.Find(Name, names, values.Length, label);
        if (values.Length != _columns.Count || names is not null && _columns.Names is { } first && !names.SequenceEqual(first, StringComparer.OrdinalIgnoreCase))
            throw Invalid($"sample {_rows} has other values than the first one: {(names is null ? $"{values.Length}" : string.Join(", ", names))}.");
        for (var column = 0; column < values.Length; column++)
        {
            var text = Convert.ToString(values[column] is bool flag ? flag ? 1 : 0 : values[column], CultureInfo.InvariantCulture)?.Trim();
            if (string.IsNullOrEmpty(text))
                throw Invalid($"sample {_rows} has no value in {_columns.Describe(column)}.");
            if (column == _columns.Label)
                _table.AddLabel(text);
            else if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value))
                _table.Add(value);
            else
                throw Invalid($"sample {_rows} has '{text[..Math.Min(text.Length, 40)]}' in {_columns.Describe(column)}, which is not a number.");
        }
    }

    /// <summary>Makes a data set of all samples.</summary>
    /// <param name="options">What to take, and what to make of it.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch, OptionInvalid.</exception>
    public TorchDataset Build(DatasetOptions options) => _columns is null
        ? throw Invalid("it has no samples.")
        : DatasetReader.Make("pipeline", _table.Build(_columns.Count - (_columns.Label is null ? 0 : 1)), options);

    private static FreezeException Invalid(string why) =>
        new(ErrorCode.DatasetInvalid, "InputObject", $"{Name} cannot be used: {why}", "Samples are counted from 1, columns from 0; every sample needs the same columns, and a number in each.");
}
