using System.Globalization;
using System.Reflection;

namespace Freeze.Training.Logging;

/// <summary>The record of an epoch as the cells of a table: a column for each property, and for each name in properties that are values by name.</summary>
internal static class RecordCells
{
    /// <summary>Columns and what stands in them, as PowerShell and every culture read it back. Lists of numbers have no place in a cell and are left out.</summary>
    public static IReadOnlyList<(string Column, string Value)> Of(object record)
    {
        var cells = new List<(string, string)>();
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            switch (property.GetValue(record))
            {
                case NamedValues values:
                    cells.AddRange(values.Select(value => ($"{property.Name}.{value.Key}", Text(value.Value))));
                    break;
                case Array:
                    break;
                case var value:
                    cells.Add((property.Name, Text(value)));
                    break;
            }
        }

        return cells;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
