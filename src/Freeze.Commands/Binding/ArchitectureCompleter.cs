using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Freeze.Networks;

namespace Freeze.Commands;

/// <summary>Completes architecture names from the registry.</summary>
public sealed class ArchitectureCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ArchitectureRegistry.All.Where(architecture => architecture.Name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(architecture => new CompletionResult(architecture.Name, architecture.Name, CompletionResultType.ParameterValue,
                $"{architecture.Family}, {architecture.ParameterCount:N0} parameters, {architecture.InputSize}x{architecture.InputSize} images"));
}
