using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>Makes, of each object, what Select-Object's -Property, -ExcludeProperty and -ExpandProperty ask for.</summary>
internal sealed class PropertySelection
{
    private readonly PSCmdlet _command;
    private readonly List<PropertyKey> _keys;
    private readonly WildcardPattern[] _excluded;
    private readonly PSPropertyExpression? _expanded;
    private readonly string? _expandedName;

    /// <summary>A selection; faults in its terms end the command.</summary>
    internal PropertySelection(PSCmdlet command, object[]? properties, string[]? excluded, string? expanded)
    {
        _command = command;
        // To leave something out means to keep everything else.
        object[]? chosen = excluded is not null && properties is not { Length: > 0 } ? ["*"] : properties;
        _keys = new PropertyKeyReader(command, wildcards: true, PropertyKeyEntry.Label).Read(chosen);
        _excluded = [.. (excluded ?? []).Select(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase))];
        _expandedName = expanded;
        _expanded = string.IsNullOrEmpty(expanded) ? null : new PSPropertyExpression(expanded);
    }

    /// <summary>What becomes of an object: pairs of an output and the properties that it was given.</summary>
    internal IEnumerable<(PSObject Output, IReadOnlyList<PSNoteProperty> Added)> Of(PSObject input)
    {
        if (_keys.Count == 0 && _expanded is null)
        {
            return [(input, [])];
        }

        List<PSNoteProperty> notes = [.. _keys.SelectMany(key => Notes(key, input))];
        if (_expanded is not null)
        {
            return Expand(_expanded, input, notes);
        }

        var output = new PSObject();
        foreach (PSNoteProperty note in notes)
        {
            if (output.Properties[note.Name] is null)
            {
                output.Properties.Add(note);
            }
            else
            {
                WriteExisting(note.Name, input, "AlreadyExistingUserSpecifiedPropertyNoExpand");
            }
        }

        return [(output, notes)];
    }

    private List<PSNoteProperty> Notes(PropertyKey key, PSObject input)
    {
        List<PSPropertyExpressionResult> results =
        [
            .. key.Expression.ResolveNames(input).Where(property => !IsExcluded(property)).SelectMany(property => property.GetValues(input) ?? []),
        ];
        if (results.Count == 0 && !key.Expression.HasWildCardCharacters)
        {
            // A property that the object lacks is there, and empty.
            results.Add(new PSPropertyExpressionResult(null, key.Expression, null));
        }
        else if (!string.IsNullOrEmpty(key.Name) && results.Count > 1)
        {
            _command.WriteError(new ErrorRecord(
                new InvalidOperationException("Cannot rename multiple results."), "RenamingMultipleResults", ErrorCategory.InvalidOperation, input));
            return [];
        }

        return [.. results.Where(result => !IsExcluded(result.ResolvedExpression)).Select(result => new PSNoteProperty(NameOf(key, result), result.Result))];
    }

    private string NameOf(PropertyKey key, PSPropertyExpressionResult result)
    {
        string name = string.IsNullOrEmpty(key.Name) ? result.ResolvedExpression.ToString() : key.Name;
        if (string.IsNullOrEmpty(name))
        {
            _command.ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("A property is an empty script block and does not provide a name.", "Property"),
                "EmptyScriptBlockAndNoName",
                ErrorCategory.InvalidArgument,
                null));
        }

        return name;
    }

    private IEnumerable<(PSObject Output, IReadOnlyList<PSNoteProperty> Added)> Expand(PSPropertyExpression property, PSObject input, List<PSNoteProperty> notes)
    {
        List<PSPropertyExpressionResult> results = property.GetValues(input);
        if (results is not [var result])
        {
            bool none = results.Count == 0;
            _command.WriteError(new ErrorRecord(
                new PSArgumentException(none ? $"Property \"{_expandedName}\" cannot be found." : "Multiple properties cannot be expanded.", "ExpandProperty"),
                none ? "ExpandPropertyNotFound" : "MutlipleExpandProperties",
                ErrorCategory.InvalidArgument,
                input));
            yield break;
        }

        if (result.Exception is not null)
        {
            _command.WriteError(new ErrorRecord(result.Exception, "PropertyEvaluationExpand", ErrorCategory.InvalidResult, input));
            yield break;
        }

        IEnumerable elements = result.Result is null ? Array.Empty<object>() : LanguagePrimitives.GetEnumerable(result.Result) ?? new[] { result.Result };
        foreach (object? element in elements)
        {
            if (element is not null)
            {
                // The properties belong to this output alone, not to the value wherever it turns up.
                PSObject output = AsPSObject(null, element, true);
                Attach(notes, output, input);
                yield return (output, notes);
            }
        }
    }

    private void Attach(List<PSNoteProperty> notes, PSObject output, PSObject input)
    {
        foreach (PSNoteProperty note in notes)
        {
            if (output.Properties[note.Name] is null)
            {
                output.Properties.Add(note);
            }
            else
            {
                WriteExisting(note.Name, input, "AlreadyExistingUserSpecifiedPropertyExpand");
            }
        }
    }

    private bool IsExcluded(PSPropertyExpression property) => Array.Exists(_excluded, pattern => pattern.IsMatch(property.ToString()));

    private void WriteExisting(string name, PSObject input, string id) => _command.WriteError(new ErrorRecord(
        new PSArgumentException($"The property cannot be processed because the property \"{name}\" already exists.", "Property"),
        id,
        ErrorCategory.InvalidOperation,
        input));

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern PSObject AsPSObject(PSObject? type, object value, bool storeTypeNameAndInstanceMembersLocally);
}
