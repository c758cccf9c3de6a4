using System.Globalization;

namespace Freeze.Data.Tables;

/// <summary>The columns of a table: which one is the label.</summary>
/// <param name="Names">Names of the columns; null where there are none.</param>
/// <param name="Count">Columns.</param>
/// <param name="Label">The column of labels; null where there is none.</param>
internal sealed record TableColumns(string[]? Names, int Count, int? Label)
{
    /// <summary>The column that is taken for the label without being asked.</summary>
    public const string UsualLabel = "label";

    /// <summary>Finds the column of labels.</summary>
    /// <param name="path">The table, for messages.</param>
    /// <param name="names">Names of the columns; null where there are none.</param>
    /// <param name="count">Columns.</param>
    /// <param name="label">What the user named; null for the usual one, if it is there.</param>
    /// <exception cref="FreezeException">OptionInvalid, DatasetInvalid.</exception>
    public static TableColumns Find(string path, string[]? names, int count, string? label)
    {
        var at = names is null ? -1 : Array.FindIndex(names, name => string.Equals(name, label ?? UsualLabel, StringComparison.OrdinalIgnoreCase));
        if (at >= 0 && Array.FindLastIndex(names!, name => string.Equals(name, names![at], StringComparison.OrdinalIgnoreCase)) is var last && last != at)
        {
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has two columns named {names![at]}: {at} and {last}. Which one is the label cannot be told, and the other would give it away.",
                "Rename or remove one of them.");
        }

        if (at < 0 && int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            at = number < 0 ? number + count : number;
        if (label is not null && (at < 0 || at >= count))
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "Label", $"{path} has no column '{label}'{(names is null ? $"; its {count} columns have no names" : $"; it has {string.Join(", ", names.Take(20))}{(names.Length > 20 ? ", ..." : "")}")}.",
                "Name a column, or give its number from 0; -1 is the last one.");
        }

        if (count - (at >= 0 ? 1 : 0) < 1)
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no column beside the label.", "Check the separator: comma, semicolon or tab.");
        return new TableColumns(names, count, at < 0 ? null : at);
    }

    /// <summary>Names of the columns beside the label; null where there are none.</summary>
    public string[]? Features => Names?.Where((_, column) => column != Label).ToArray();

    /// <summary>Columns beside the label.</summary>
    public int FeatureCount => Count - (Label is null ? 0 : 1);

    /// <summary>A column as messages call it.</summary>
    public string Describe(int column) => Names is null ? $"column {column}" : $"column {column} ({Names[column]})";
}
