using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Numerics;
using System.Reflection;

namespace Freeze.Shell.Data;

/// <summary>Turns objects into trees of tables, lists and plain values, down to a depth.</summary>
/// <param name="command">The command that warns when something is cut off.</param>
/// <param name="maxDepth">How many levels below the first one are kept as they are.</param>
internal sealed class JsonTree(PSCmdlet command, int maxDepth)
{
    private bool _warned;

    /// <summary>The tree of an object.</summary>
    /// <exception cref="PipelineStoppedException">The user has stopped the command.</exception>
    internal object? Of(object? value) => Of(value, 0);

    private object? Of(object? value, int depth)
    {
        if (command.Stopping)
        {
            throw new PipelineStoppedException();
        }

        var wrapper = value as PSObject;
        object? plain = wrapper is null ? value : wrapper.BaseObject;
        if (plain is null || ReferenceEquals(plain, AutomationNull.Value) || plain == NullString.Value || plain == DBNull.Value)
        {
            return wrapper is null || plain is null ? null : WithProperties(wrapper, null, depth, adapted: false);
        }

        if (IsPlain(plain))
        {
            return WithProperties(wrapper, Plain(plain), depth, adapted: false);
        }

        if (depth > maxDepth)
        {
            return CutOff(wrapper, plain, depth);
        }

        return plain switch
        {
            IDictionary table => WithProperties(wrapper, Table(table, depth), depth, adapted: false),
            IEnumerable items => WithProperties(wrapper, List(items, depth), depth, adapted: false),
            _ => WithProperties(wrapper, Members(plain, depth), depth, adapted: true),
        };
    }

    private static bool IsPlain(object value) =>
        value is string or DateTime or DateTimeOffset or Guid or Uri or decimal or BigInteger or Enum || value.GetType().IsPrimitive;

    // JavaScript has no integers of 64 bits, so enumerations of that size go by name.
    private static object Plain(object value) => value switch
    {
        Enum member when Enum.GetUnderlyingType(member.GetType()) is var type && (type == typeof(long) || type == typeof(ulong)) => member.ToString(),
        nint or nuint => new Dictionary<string, object?> { ["value"] = value },
        _ => value,
    };

    private object? CutOff(PSObject? wrapper, object plain, int depth)
    {
        if (!_warned)
        {
            _warned = true;
            command.WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {maxDepth}.");
        }

        return wrapper is not null && plain is PSCustomObject
            ? LanguagePrimitives.ConvertTo(wrapper, typeof(string), CultureInfo.InvariantCulture)
            : WithProperties(wrapper, LanguagePrimitives.ConvertTo(plain, typeof(string), CultureInfo.InvariantCulture), depth, adapted: false);
    }

    private Dictionary<string, object?> Table(IDictionary table, int depth)
    {
        var result = new Dictionary<string, object?>(table.Count);
        foreach (DictionaryEntry entry in table)
        {
            if (entry.Key is not string name)
            {
                var error = new InvalidOperationException(
                    $"The type '{table.GetType().FullName}' is not supported for serialization or deserialization of a dictionary. Keys must be strings.");
                command.ThrowTerminatingError(new ErrorRecord(error, "NonStringKeyInDictionary", ErrorCategory.InvalidOperation, table));
                break;
            }

            result[name] = Of(entry.Value, depth + 1);
        }

        return result;
    }

    private List<object?> List(IEnumerable items, int depth)
    {
        var result = new List<object?>();
        foreach (object? item in items)
        {
            result.Add(Of(item, depth + 1));
        }

        return result;
    }

    private Dictionary<string, object?> Members(object value, int depth)
    {
        var result = new Dictionary<string, object?>();
        Type type = value.GetType();
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            result.TryAdd(field.Name, Of(ValueOrNull(() => field.GetValue(value)), depth + 1));
        }

        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetGetMethod() is { } get && get.GetParameters().Length == 0)
            {
                result.TryAdd(property.Name, Of(ValueOrNull(() => get.Invoke(value, null)), depth + 1));
            }
        }

        return result;
    }

    // What PowerShell has added to an object stands beside its own properties, or beside the value where it has none.
    private object? WithProperties(PSObject? wrapper, object? tree, int depth, bool adapted)
    {
        if (wrapper is null || wrapper.BaseObject is string or DateTime)
        {
            return tree;
        }

        var table = tree as Dictionary<string, object?>;
        foreach (PSPropertyInfo property in wrapper.Properties)
        {
            if (!adapted && property is PSProperty)
            {
                continue;
            }

            table ??= new() { ["value"] = tree };
            if (!table.ContainsKey(property.Name))
            {
                table[property.Name] = Of(ValueOrNull(() => property.Value), depth + 1);
            }
        }

        return table is { Count: 1 } && tree is not Dictionary<string, object?> ? tree : table ?? tree;
    }

    private static object? ValueOrNull(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (Exception)
        {
            // A property that cannot be read, for whatever reason of its own, counts as empty.
            return null;
        }
    }
}
