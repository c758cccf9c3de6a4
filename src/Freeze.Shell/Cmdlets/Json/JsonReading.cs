using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Freeze.Shell.Foundation;

/// <summary>Reads JSON into the objects that scripts work with.</summary>
internal sealed partial class JsonReading
{
    private readonly bool _asHashtable;
    private readonly string _dateKind;

    /// <summary>A reader.</summary>
    /// <param name="asHashtable">Tables, which tell keys by case and may hold empty ones, instead of objects.</param>
    /// <param name="dateKind">What becomes of texts that are dates: Default, Local, Utc, Offset or String.</param>
    internal JsonReading(bool asHashtable, string dateKind)
    {
        _asHashtable = asHashtable;
        _dateKind = dateKind;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The text; comments and trailing commas are let through.</param>
    /// <param name="depth">How many levels it may have.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal object? Read(string json, int depth)
    {
        var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = depth };
        using var document = JsonDocument.Parse(json, options);
        return Value(document.RootElement);
    }

    private object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => _asHashtable ? Table(element) : Custom(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.String => Text(element.GetString()!),
        JsonValueKind.Number => Number(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private OrderedHashtable Table(JsonElement element)
    {
        var table = new OrderedHashtable();
        foreach (JsonProperty property in element.EnumerateObject())
            table[property.Name] = Value(property.Value);
        return table;
    }

    private PSObject Custom(JsonElement element)
    {
        var item = new PSObject();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name.Length == 0)
                throw new JsonException("The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.");
            if (item.Properties[property.Name] is { } twin && !string.Equals(twin.Name, property.Name, StringComparison.Ordinal))
                throw new JsonException($"Cannot convert the JSON string because it contains keys with different casing: '{twin.Name}' and '{property.Name}'. Please use the -AsHashTable switch instead.");
            item.Properties.Remove(property.Name);
            item.Properties.Add(new PSNoteProperty(property.Name, Value(property.Value)));
        }

        return item;
    }

    private static object Number(JsonElement element)
    {
        string digits = element.GetRawText();
        if (digits.AsSpan().IndexOfAny(".eE") >= 0)
            return element.GetDouble();
        return element.TryGetInt64(out long number) ? (object)number : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
    }

    private object Text(string text)
    {
        if (_dateKind == "String" || !IsDate().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment))
            return text;
        return _dateKind switch
        {
            "Offset" => (object)moment,
            "Local" => moment.LocalDateTime,
            "Utc" => moment.UtcDateTime,
            _ => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        };
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:?\d\d)?$")]
    private static partial Regex IsDate();
}
