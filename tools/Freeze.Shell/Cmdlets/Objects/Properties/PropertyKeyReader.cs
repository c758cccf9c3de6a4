using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>Reads what users write after -Property: names, script blocks and tables such as @{ Name = 'x'; Expression = { } }.</summary>
/// <param name="command">The command that asks; faults end it.</param>
/// <param name="wildcards">Whether a name may be a pattern.</param>
/// <param name="entries">The entries that a table may have besides Expression.</param>
internal sealed class PropertyKeyReader(PSCmdlet command, bool wildcards, params PropertyKeyEntry[] entries)
{
    private static readonly Type[] s_expressionTypes = [typeof(string), typeof(ScriptBlock)];

    private readonly PropertyKeyEntry[] _entries = [new("expression", s_expressionTypes), .. entries];
    private bool _sawTable;

    internal List<PropertyKey> Read(object?[]? properties) => properties is null ? [] : [.. properties.Select(Read)];

    private PropertyKey Read(object? property)
    {
        object? value = property is PSObject wrapped ? wrapped.BaseObject : property;
        switch (value)
        {
            case IDictionary table:
                _sawTable = true;
                return FromTable(table);
            case string or ScriptBlock:
                return new PropertyKey(ExpressionOf(value));
            case null:
                throw Fault("DictionaryKeyUnknownType", $"The value of a parameter was null; one of the following types was expected: {List(s_expressionTypes)}.");
            default:
                throw Fault("DictionaryKeyUnknownType", $"Cannot convert {value.GetType().FullName} to one of the following types {List(s_expressionTypes)}.");
        }
    }

    private PropertyKey FromTable(IDictionary table)
    {
        var values = new Dictionary<string, object?>();
        foreach (DictionaryEntry given in table)
        {
            if (given.Key is not string name)
            {
                throw Fault("DictionaryKeyNonString", $"The {given.Key.GetType().Name} key type is not valid. The key must be a string.");
            }

            PropertyKeyEntry entry = Find(name);
            Check(entry, name, given.Value);
            if (!values.TryAdd(entry.Name, given.Value))
            {
                throw Fault("DictionaryKeyDuplicate", $"The duplicated key \"{name}\" conflicts with \"{entry.Name}\".");
            }
        }

        if (!values.TryGetValue("expression", out object? expression))
        {
            throw Fault("DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing.");
        }

        return new PropertyKey(ExpressionOf(expression!), values.GetValueOrDefault("name") as string, Order(values));
    }

    // Names may be cut short, as parameters may.
    private PropertyKeyEntry Find(string name)
    {
        PropertyKeyEntry[] found = [.. _entries.Where(entry => entry.Answers(name))];
        return found switch
        {
            [] => throw Fault("DictionaryKeyIllegal", $"The {name} key is not valid."),
            [var only] => only,
            _ => throw Fault("DictionaryKeyAmbiguous", $"The {name} key is ambiguous; {found[0].Name} and {found[1].Name} conflict."),
        };
    }

    private void Check(PropertyKeyEntry entry, string name, object? value)
    {
        if (entry.Types.Length == 0)
        {
            return;
        }

        if (value is null)
        {
            throw Fault("DictionaryKeyMissingValue", $"The {name} key has no value.");
        }

        if (!entry.Types.Any(type => type.IsInstanceOfType(value)))
        {
            throw entry.Types is [var only]
                ? Fault("DictionaryKeyIllegalValue2", $"The \"{name}\" key has a type, {value.GetType().FullName}, that is not valid; expected type is {only}.")
                : Fault("DictionaryKeyIllegalValue1", $"The \"{name}\" key has a type, {value.GetType().FullName}, that is not valid; expected types are {List(entry.Types)}.");
        }
    }

    private PSPropertyExpression ExpressionOf(object value)
    {
        if (value is ScriptBlock script)
        {
            return new PSPropertyExpression(script);
        }

        string text = (string)value;
        if (text.Length == 0)
        {
            throw _sawTable
                ? Fault("ExpressionEmptyString1", "The \"expression\" key cannot have an empty string value.")
                : Fault("ExpressionEmptyString2", "An empty string value is not allowed.");
        }

        if (!wildcards && WildcardPattern.ContainsWildcardCharacters(text))
        {
            throw _sawTable
                ? Fault("ExpressionGlobbing1", $"The \"expression\" key cannot have wildcard characters in value \"{text}\".")
                : Fault("ExpressionGlobbing2", $"Wildcard characters are not allowed in \"{text}\".");
        }

        return new PSPropertyExpression(text);
    }

    private static bool? Order(Dictionary<string, object?> values)
    {
        bool? up = values.TryGetValue("ascending", out object? ascending) ? LanguagePrimitives.IsTrue(ascending) : null;
        bool? notUp = values.TryGetValue("descending", out object? descending) ? !LanguagePrimitives.IsTrue(descending) : null;
        // Two entries that contradict each other say nothing.
        return up is not null && notUp is not null && up != notUp ? null : up ?? notUp;
    }

    private static string List(Type[] types) => $"{{{string.Join(", ", types.Select(type => type.FullName))}}}";

    private Exception Fault(string id, string message)
    {
        var record = new ErrorRecord(new NotSupportedException(), id, ErrorCategory.InvalidArgument, null) { ErrorDetails = new ErrorDetails(message) };
        command.ThrowTerminatingError(record);
        return new InvalidOperationException(message);
    }
}
