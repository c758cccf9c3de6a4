using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Data;

/// <summary>Reads JSON into PowerShell's objects.</summary>
/// <param name="asHashtable">Ordered hash tables instead of objects with properties.</param>
/// <param name="maxDepth">How deeply the text may be nested.</param>
/// <param name="dates">What becomes of dates.</param>
internal sealed class JsonReading(bool asHashtable, int maxDepth, JsonDateKind dates)
{
    /// <summary>What the text stands for.</summary>
    /// <exception cref="ArgumentException">It is not JSON.</exception>
    /// <exception cref="RuntimeException">It has names that an object cannot have side by side.</exception>
    internal object? Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var options = new JsonReaderOptions { MaxDepth = maxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')), options);
        try
        {
            reader.Read();
            object? value = Value(ref reader);
            // Reading on shows whether anything follows.
            reader.Read();
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ArgumentException($"Conversion from JSON failed with error: {e.Message}", e);
        }
    }

    private object? Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => asHashtable ? Table(ref reader) : Object(ref reader),
        JsonTokenType.StartArray => Array(ref reader),
        JsonTokenType.String => JsonDates.Read(reader.GetString()!, dates),
        JsonTokenType.Number => Number(Encoding.ASCII.GetString(reader.ValueSpan)),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    private object?[] Array(ref Utf8JsonReader reader)
    {
        var items = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value(ref reader));
        }

        return [.. items];
    }

    private OrderedHashtable Table(ref Utf8JsonReader reader)
    {
        var table = new OrderedHashtable();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            reader.Read();
            table[name] = Value(ref reader);
        }

        return table;
    }

    private PSObject Object(ref Utf8JsonReader reader)
    {
        var result = new PSObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            if (name.Length == 0)
            {
                throw Refusal(
                    "EmptyKeyInJsonString",
                    "The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.");
            }

            reader.Read();
            object? value = Value(ref reader);
            PSPropertyInfo? earlier = result.Properties[name];
            if (earlier is null)
            {
                result.Properties.Add(new PSNoteProperty(name, value));
            }
            else if (earlier.Name == name)
            {
                // Of several values under one name, the last one counts.
                earlier.Value = value;
            }
            else
            {
                throw Refusal(
                    "KeysWithDifferentCasingInJsonString",
                    "Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. "
                    + $"The key that was attempted to be added to the existing key '{earlier.Name}' was '{name}'.");
            }
        }

        return result;
    }

    private static object Number(string digits)
    {
        if (digits.AsSpan().IndexOfAny('.', 'e', 'E') >= 0)
        {
            return double.Parse(digits, CultureInfo.InvariantCulture);
        }

        // Boxed each by itself: together, both would become large integers.
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? (object)number
            : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
    }

    private static RuntimeException Refusal(string id, string message)
    {
        var error = new InvalidOperationException(message);
        return new RuntimeException(message, error, new ErrorRecord(error, id, ErrorCategory.InvalidOperation, null));
    }
}
