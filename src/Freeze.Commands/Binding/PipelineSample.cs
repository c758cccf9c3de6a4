using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Management.Automation;
using Freeze.Data.Tables;
using TorchSharp;

namespace Freeze.Commands;

/// <summary>Takes an object from the pipeline apart into the values of a sample: an array's items, a table's entries, or an object's properties.</summary>
/// <param name="table">Where the sample goes, for messages.</param>
/// <param name="hasLabel">Whether one of the values is named as the label.</param>
internal sealed class PipelineSample(ObjectTable table, bool hasLabel)
{
    /// <summary>Names, where the values have any, and values.</summary>
    /// <exception cref="FreezeException">DatasetInvalid: a property cannot be read.</exception>
    public (string[]? Names, object?[] Values) Take(PSObject sample) => sample.BaseObject switch
    {
        IDictionary entries => Take(entries),
        DataRow row => ([.. row.Table.Columns.Cast<DataColumn>().Select(column => column.ColumnName)], [.. row.ItemArray.Select(value => value is DBNull ? null : value)]),
        torch.Tensor or Array { Rank: > 1 } => (null, [sample.BaseObject]),
        IEnumerable values => Take([.. values.Cast<object?>().Select(Plain.Of)]),
        // Numbers of all kinds, dates and the like: one value, and not the properties that .NET gives it.
        ValueType and IFormattable or char or bool => (null, [sample.BaseObject]),
        _ => TakeProperties(sample),
    };

    // A table without an order of its own must not give the columns another one with every start of the process.
    private static (string[]? Names, object?[] Values) Take(IDictionary entries)
    {
        var pairs = entries.Cast<DictionaryEntry>().Select(entry => (Name: entry.Key.ToString()!, entry.Value)).ToList();
        if (entries is not IOrderedDictionary)
            pairs = [.. pairs.OrderBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).ThenBy(pair => pair.Name, StringComparer.Ordinal)];
        return ([.. pairs.Select(pair => pair.Name)], [.. pairs.Select(pair => Plain.Of(pair.Value))]);
    }

    // Lists of lists are one array, unless a label stands beside it.
    private (string[]? Names, object?[] Values) Take(object?[] values) =>
        (null, !hasLabel && values.Any(value => value is IList) ? [values] : values);

    private (string[]? Names, object?[] Values) TakeProperties(PSObject sample)
    {
        var properties = sample.Properties.Where(property => property.IsGettable).ToList();
        return ([.. properties.Select(property => property.Name)], [.. properties.Select(Read)]);
    }

    private object? Read(PSPropertyInfo property)
    {
        try
        {
            return Plain.Of(property.Value);
        }
        catch (Exception error) when (error is GetValueException or ExtendedTypeSystemException)
        {
            throw table.InvalidNext($"has a property {property.Name} that cannot be read: {error.Message}", error);
        }
    }
}
