using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace Freeze.Commands;

/// <summary>Reads a record of an epoch back from a row of epochs.csv, or from what another process sent of it.</summary>
internal static class RecordRows
{
    /// <summary>The record that a row was; null where it was none.</summary>
    /// <param name="row">
    /// An object with the record's properties, as text or as values; values by name as separate properties, as in epochs.csv, or as a dictionary.
    /// </param>
    public static object? Read(PSObject row) =>
        row.Properties["Epoch"] is null || row.Properties["RunId"] is null ? null
        : row.Properties[nameof(EpochRecord.TrainLoss)] is not null ? Read<EpochRecord>(row)
        : row.Properties[nameof(AdversarialRecord.GeneratorLoss)] is not null ? Read<AdversarialRecord>(row)
        : null;

    private static T? Read<T>(PSObject row)
        where T : class
    {
        var record = Activator.CreateInstance<T>();
        try
        {
            foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
                property.SetValue(record, Value(row, property));
            return record;
        }
        catch (PSInvalidCastException)
        {
            return null;
        }
    }

    private static object? Value(PSObject row, PropertyInfo property)
    {
        if (property.PropertyType == typeof(NamedValues))
            return Named(row, property.Name);
        var value = row.Properties[property.Name]?.Value;
        if (property.PropertyType.IsArray)
            return value is null ? Array.CreateInstance(property.PropertyType.GetElementType()!, 0) : Convert(value, property.PropertyType);
        var isAbsent = value is null or "";
        if (Nullable.GetUnderlyingType(property.PropertyType) is { } inner)
            return isAbsent ? null : Convert(value!, inner);
        return isAbsent && property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : Convert(value ?? "", property.PropertyType);
    }

    private static NamedValues Named(PSObject row, string name)
    {
        var pairs = row.Properties.Where(property => property.Name.StartsWith(name + '.', StringComparison.Ordinal) && property.Value is not (null or ""))
            .Select(property => (property.Name[(name.Length + 1)..], (double)Convert(property.Value, typeof(double))));
        var whole = row.Properties[name]?.Value is PSObject wrapped ? wrapped.BaseObject : row.Properties[name]?.Value;
        return NamedValues.Of(whole is IDictionary dictionary
            ? dictionary.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, (double)Convert(entry.Value!, typeof(double))))
            : pairs);
    }

    // True and False are no numbers that a cast from text would take for truth.
    private static object Convert(object value, Type type) => type == typeof(bool) && value is string text
        ? text.Equals("True", StringComparison.OrdinalIgnoreCase)
        : LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
}
