using System.Collections;
using System.Globalization;
using Freeze.Tensors;

namespace Freeze.Optimization;

/// <summary>Reads typed values out of a group's hashtable.</summary>
internal sealed class GroupSpecificationReader(IReadOnlyDictionary<string, object?> entries)
{
    /// <summary>One or several patterns; whole numbers are taken as names, for layers called 0, 1, 2.</summary>
    public IReadOnlyList<string> Names(string key)
    {
        if (!entries.TryGetValue(key, out var value) || value is null)
            return [];
        var items = value is IEnumerable list and not string and not IDictionary ? list.Cast<object?>() : [value];
        return items.Select(item => item switch
        {
            string text when text.Trim().Length > 0 => text,
            sbyte or byte or short or ushort or int or uint or long or ulong => ((IFormattable)item).ToString(null, CultureInfo.InvariantCulture),
            // 2.10 has become 2.1 by the time it gets here.
            float or double or decimal => throw new FreezeException(ErrorCode.GroupRuleInvalid, key, $"{key} holds the number {OptionReading.Describe(item)}, but layers have names.", "Put the layer's name in quotation marks, such as '2.10'."),
            _ => throw Wrong(key, "a layer name or a list of them", item),
        }).ToArray();
    }

    /// <summary>A name, or null where it is not stated.</summary>
    public string? Name(string key) => Stated(key) switch
    {
        null => null,
        string text when text.Trim().Length > 0 => text,
        var other => throw Wrong(key, "a name", other),
    };

    /// <summary>A number, or null where it is not stated.</summary>
    public double? Number(string key) => Stated(key) switch
    {
        null => null,
        var value when OptionReading.IsNumber(value) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        var other => throw Wrong(key, "a number", other),
    };

    /// <summary>A switch, or null where it is not stated.</summary>
    public bool? Flag(string key) => Stated(key) switch
    {
        null => null,
        bool flag => flag,
        var other => throw Wrong(key, "$true or $false", other),
    };

    /// <summary>A hashtable, empty where it is not stated. Letter case of its keys does not matter.</summary>
    public IReadOnlyDictionary<string, object?> Table(string key)
    {
        var result = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (Stated(key) is not { } value)
            return result;
        if (value is not IDictionary table)
            throw Wrong(key, "a hashtable, such as @{ amsgrad = $true }", value);
        foreach (DictionaryEntry entry in table)
            result[entry.Key.ToString()!] = entry.Value;
        return result;
    }

    /// <summary>An algorithm by its name, or null where it is not stated.</summary>
    public OptimizerAlgorithm? Algorithm(string key) => Stated(key) switch
    {
        null => null,
        OptimizerAlgorithm algorithm => algorithm,
        string text when Enum.GetNames<OptimizerAlgorithm>().Contains(text, StringComparer.OrdinalIgnoreCase) => Enum.Parse<OptimizerAlgorithm>(text, ignoreCase: true),
        string text => throw new FreezeException(ErrorCode.GroupRuleInvalid, text, $"There is no algorithm '{text}'.{NearestNames.Suggest(text, Enum.GetNames<OptimizerAlgorithm>())}", $"The algorithms are {string.Join(", ", Enum.GetNames<OptimizerAlgorithm>())}."),
        var other => throw Wrong(key, "the name of an algorithm", other),
    };

    private object? Stated(string key) => entries.GetValueOrDefault(key);

    private static FreezeException Wrong(string key, string expected, object? value) =>
        new(ErrorCode.GroupRuleInvalid, key, $"A group's {key} must be {expected}, not {OptionReading.Describe(value)}.", $"Give {key} as {expected}.");
}
