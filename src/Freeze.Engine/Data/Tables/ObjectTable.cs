using System.Globalization;

namespace Freeze.Data.Tables;

/// <summary>Collects samples that come one by one as rows of values: objects with properties, or arrays. A row holds numbers, or one array or tensor, and a label.</summary>
/// <param name="label">The column of labels, by name or number; null for one named label.</param>
internal sealed class ObjectTable(string? label)
{
    private const string Name = "The input";
    private readonly TableBuilder _table = new();
    private TableColumns? _columns;
    private bool? _isOfBlocks;
    private int _rows;

    /// <summary>Adds a sample.</summary>
    /// <param name="names">Names of its values; null where they have none. After the first sample they may come in any order.</param>
    /// <param name="values">Its values, the label among them.</param>
    /// <exception cref="FreezeException">DatasetInvalid (with row and column), OptionInvalid, ShapeMismatch.</exception>
    public void Add(string[]? names, object?[] values)
    {
        _rows++;
        _columns ??= TableColumns.Find(Name, names, values.Length, label);
        values = InOrder(names, values);
        try
        {
            for (var column = 0; column < values.Length; column++)
                Add(column, values[column], names is null);
        }
        catch (InvalidDataException error)
        {
            throw Invalid($"sample {_rows}: {error.Message}", error);
        }
    }

    /// <summary>Makes a data set of all samples.</summary>
    /// <param name="options">What to take, and what to make of it.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch, OptionInvalid.</exception>
    public TorchDataset Build(DatasetOptions options) => _columns is null
        ? throw Invalid("it has no samples.")
        : DatasetReader.Make("pipeline", _table.Build(_columns), options);

    /// <summary>The error that the sample which is next cannot be taken.</summary>
    /// <param name="why">Why, as the end of a sentence that begins with the sample.</param>
    /// <param name="inner">What was thrown, if anything.</param>
    public FreezeException InvalidNext(string why, Exception? inner = null) => Invalid($"sample {_rows + 1} {why}", inner);

    // Tables of names and values do not keep an order, so a value is told by its name.
    private object?[] InOrder(string[]? names, object?[] values)
    {
        if (_columns!.Names is not { } first || names is null)
            return values.Length == _columns.Count && names is null == _columns.Names is null ? values : throw Other(names, values);
        if (names.SequenceEqual(first, StringComparer.OrdinalIgnoreCase))
            return values;
        if (names.Length != first.Length)
            throw Other(names, values);
        return Array.ConvertAll(first, name => Array.FindIndex(names, other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at ? values[at] : throw Other(names, values));
    }

    private void Add(int column, object? value, bool isInArray)
    {
        if (column == _columns!.Label)
            _table.AddLabel(Text(column, value));
        else if (NumberBlock.Of(value) is not { } block)
            AddNumber(column, value, isInArray);
        else if (block.Shape.Length == 0)
            AddNumber(column, block.Values[0], isInArray);
        else
            AddBlock(column, block);
    }

    private void AddBlock(int column, NumberBlock block)
    {
        Require(column, isBlock: true);
        if (!block.Values.All(float.IsFinite))
            throw Invalid($"sample {_rows} has a value in {_columns!.Describe(column)} that is not a number.");
        _table.Add(block);
    }

    private void AddNumber(int column, object? value, bool isInArray)
    {
        if (!NumberBlock.TryNumber(value, out var number))
        {
            var text = Text(column, value);
            if (!FieldText.TryNumber(text, out number))
                throw NotNumber(column, text);
        }

        if (!float.IsFinite(number))
            throw NotNumber(column, Text(column, value));
        Require(column, isBlock: false);
        // Bytes in an array are what bytes in a file are; a property of a row is just a number.
        _table.Add(isInArray && value is byte ? number / 255f : number);
    }

    private void Require(int column, bool isBlock)
    {
        if (isBlock && _columns!.Count - (_columns.Label is null ? 0 : 1) > 1)
            throw Invalid($"sample {_rows} has an array in {_columns.Describe(column)} beside other columns.");
        if ((_isOfBlocks ??= isBlock) != isBlock)
            throw Invalid($"sample {_rows} has {(isBlock ? "an array" : "a single number")} in {_columns!.Describe(column)}, where the first one has {(isBlock ? "a single number" : "an array")}.");
    }

    private string Text(int column, object? value)
    {
        if (NumberBlock.Of(value) is { } block)
            value = block.Values.Length == 1 ? block.Values[0] : throw Invalid($"sample {_rows} has {block.Values.Length} numbers in {_columns!.Describe(column)}, where a label is one value.");
        var text = Convert.ToString(value is bool flag ? flag ? 1 : 0 : value, CultureInfo.InvariantCulture)?.Trim();
        if (FieldText.HasZero(text))
            throw Invalid($"sample {_rows} has '{FieldText.Show(text)}' in {_columns!.Describe(column)}, which holds a zero character.");
        return string.IsNullOrEmpty(text) ? throw Invalid($"sample {_rows} has no value in {_columns!.Describe(column)}.") : text;
    }

    private FreezeException NotNumber(int column, string text) => Invalid($"sample {_rows} has '{FieldText.Show(text)}' in {_columns!.Describe(column)}, which is not a number.");

    private FreezeException Other(string[]? names, object?[] values) =>
        Invalid($"sample {_rows} has other values than the first one: {(names is null ? $"{values.Length}" : string.Join(", ", names))}.");

    private static FreezeException Invalid(string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, "InputObject", $"{Name} cannot be used: {why}", "Samples are counted from 1, columns from 0; every sample needs the same columns, with a number in each, or one array or tensor of the same size.", inner);
}
