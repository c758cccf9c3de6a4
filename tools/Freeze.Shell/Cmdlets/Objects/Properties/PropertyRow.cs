using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Freeze.Shell.Objects;

/// <summary>An object beside its values for some property keys.</summary>
internal sealed class PropertyRow
{
    private PropertyRow(PSObject input, PropertyValue[] values)
    {
        Input = input;
        Values = values;
    }

    internal PSObject Input { get; }

    internal PropertyValue[] Values { get; }

    /// <summary>Reads the values; without keys the object stands for itself.</summary>
    /// <param name="command">Writes the errors of script blocks and getters.</param>
    /// <param name="input">The object.</param>
    /// <param name="keys">What to read.</param>
    internal static PropertyRow Of(PSCmdlet command, PSObject input, IReadOnlyList<PropertyKey> keys)
    {
        if (keys.Count == 0)
        {
            return new PropertyRow(input, [new PropertyValue(true, input)]);
        }

        var values = new List<PropertyValue>(keys.Count);
        foreach (PropertyKey key in keys)
        {
            List<PSPropertyExpressionResult> results = key.Expression.GetValues(input, expand: false, eatExceptions: true);
            if (results.Count == 0)
            {
                values.Add(default);
                command.WriteDebug($"\"Sort-Object\" - \"{key.Expression}\" cannot be found in \"InputObject\".");
            }

            foreach (PSPropertyExpressionResult result in results)
            {
                values.Add(new PropertyValue(true, result.Exception is null ? result.Result : null));
                if (result.Exception is not null)
                {
                    command.WriteError(new ErrorRecord(result.Exception, "ExpressionEvaluation", ErrorCategory.InvalidResult, input));
                }
            }
        }

        return new PropertyRow(input, [.. values]);
    }
}
