using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Freeze.Shell.Foundation;

/// <summary>Writes PowerShell's objects as JSON: what they are to a script, down to a depth.</summary>
/// <remarks>Beyond the depth an object becomes its text, as ConvertTo-Json does; <see cref="IsTruncated"/> says that it happened.</remarks>
internal sealed class JsonText
{
    private readonly int _depth;
    private readonly bool _enumsAsStrings;
    private readonly CancellationToken _stop;

    /// <summary>A writer.</summary>
    /// <param name="depth">How many levels of objects and lists are written out.</param>
    /// <param name="enumsAsStrings">Names instead of numbers.</param>
    /// <param name="stop">Ends the writing.</param>
    internal JsonText(int depth, bool enumsAsStrings, CancellationToken stop)
    {
        _depth = depth;
        _enumsAsStrings = enumsAsStrings;
        _stop = stop;
    }

    /// <summary>Whether something lay deeper than was asked for.</summary>
    internal bool IsTruncated { get; private set; }

    /// <summary>The JSON of a value.</summary>
    /// <param name="value">Any object.</param>
    /// <param name="compress">Without line breaks.</param>
    /// <param name="encoder">Which characters are escaped.</param>
    internal string Write(object? value, bool compress, JavaScriptEncoder encoder)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = !compress, Encoder = encoder, MaxDepth = 1000, SkipValidation = true, NewLine = Environment.NewLine };
        using (var writer = new Utf8JsonWriter(buffer, options))
            Write(writer, value, 0);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Write(Utf8JsonWriter writer, object? value, int level)
    {
        _stop.ThrowIfCancellationRequested();
        PSObject? wrapper = value as PSObject;
        object? plain = wrapper is null ? value : wrapper.BaseObject;
        if (plain is null or DBNull || ReferenceEquals(plain, System.Management.Automation.Internal.AutomationNull.Value))
            writer.WriteNullValue();
        else if (WriteScalar(writer, plain))
            return;
        else if (level > _depth)
            WriteCut(writer, wrapper, plain);
        else if (plain is IDictionary table)
            WriteTable(writer, table, level);
        else if (plain is not PSCustomObject && plain is IEnumerable list)
            WriteList(writer, list, level);
        else
            WriteProperties(writer, wrapper ?? PSObject.AsPSObject(plain), level);
    }

    private bool WriteScalar(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                return true;
            case char or Guid or Uri:
                writer.WriteStringValue(value.ToString());
                return true;
            case bool truth:
                writer.WriteBooleanValue(truth);
                return true;
            case SwitchParameter given:
                WriteSwitch(writer, given);
                return true;
            case Enum member:
                WriteEnum(writer, member);
                return true;
            case DateTime time:
                writer.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                return true;
            case DateTimeOffset time:
                writer.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
                return true;
            case double or float or Half:
                WriteFloat(writer, value);
                return true;
            case decimal number:
                string digits = number.ToString(CultureInfo.InvariantCulture);
                WriteNumber(writer, digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0");
                return true;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger or Int128 or UInt128:
                WriteNumber(writer, ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    private static void WriteSwitch(Utf8JsonWriter writer, SwitchParameter given)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("IsPresent", given.IsPresent);
        writer.WriteEndObject();
    }

    /// <summary>Writes digits as they are; the writer's own way for raw text forgets to indent.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string digits)
    {
        using var number = JsonDocument.Parse(digits);
        number.RootElement.WriteTo(writer);
    }

    private void WriteEnum(Utf8JsonWriter writer, Enum member)
    {
        if (_enumsAsStrings)
            writer.WriteStringValue(member.ToString());
        else
            WriteNumber(writer, member.ToString("D"));
    }

    /// <summary>A whole number of floating type keeps its point; what JSON has no number for becomes a text.</summary>
    private static void WriteFloat(Utf8JsonWriter writer, object value)
    {
        double wide = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        string digits = ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(wide))
            writer.WriteStringValue(digits);
        else
            WriteNumber(writer, digits.AsSpan().IndexOfAny(".E") < 0 ? digits + ".0" : digits);
    }

    private void WriteCut(Utf8JsonWriter writer, PSObject? wrapper, object plain)
    {
        IsTruncated = true;
        // A custom object's text is that of its properties, any other's its own.
        object text = plain is PSCustomObject ? wrapper! : plain;
        writer.WriteStringValue(LanguagePrimitives.ConvertTo<string>(text));
    }

    private void WriteTable(Utf8JsonWriter writer, IDictionary table, int level)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in table)
        {
            writer.WritePropertyName(entry.Key.ToString() ?? string.Empty);
            Write(writer, entry.Value, level + 1);
        }

        writer.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter writer, IEnumerable list, int level)
    {
        writer.WriteStartArray();
        foreach (object? item in list)
            Write(writer, item, level + 1);
        writer.WriteEndArray();
    }

    private void WriteProperties(Utf8JsonWriter writer, PSObject item, int level)
    {
        writer.WriteStartObject();
        var written = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyInfo property in item.Properties)
        {
            if (!property.IsGettable || property.MemberType == PSMemberTypes.ParameterizedProperty || !written.Add(property.Name))
                continue;
            writer.WritePropertyName(property.Name);
            Write(writer, Read(property), level + 1);
        }

        writer.WriteEndObject();
    }

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
