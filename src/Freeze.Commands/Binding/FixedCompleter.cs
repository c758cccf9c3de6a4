using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Freeze.Commands;

/// <summary>Completes from a list that is known beforehand.</summary>
public abstract class FixedCompleter : IArgumentCompleter
{
    /// <summary>What can be completed, with a line of explanation each.</summary>
    protected abstract IEnumerable<(string Value, string ToolTip)> Values { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Values.Where(value => value.Value.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(value => new CompletionResult(value.Value, value.Value, CompletionResultType.ParameterValue, value.ToolTip));
}
