using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Freeze.Networks.Sequences;

namespace Freeze.Commands;

/// <summary>Completes the layers that New-TorchModel builds, with their signatures.</summary>
public sealed class LayerKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        LayerCatalog.All.Where(layer => layer.Name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(layer => new CompletionResult(layer.Parameters.Length == 0 ? $"'{layer.Name}'" : $"'{layer.Name}()'", layer.Name, CompletionResultType.ParameterValue, layer.ToString()));
}
