using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Freeze.Commands;

/// <summary>Completes layer and parameter names from the live model: the one given as -Model, or a variable at the pipeline's start.</summary>
public sealed class LayerNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (FindModel(commandAst, fakeBoundParameters) is not { } model)
            return [];
        var typed = wordToComplete.Trim('\'', '"');
        return model.Layers.Where(layer => layer.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(layer => new CompletionResult(Quoted(layer.Name), layer.Name, CompletionResultType.ParameterValue,
                $"{layer.Type}, {layer.ParameterCount:N0} parameters, {layer.State}"));
    }

    // A name such as 2.10 must reach the command as text.
    private static string Quoted(string name) => char.IsDigit(name[0]) ? $"'{name}'" : name;

    private static TorchModel? FindModel(CommandAst command, IDictionary bound)
    {
        var value = bound["Model"] ?? bound["Optimizer"];
        if (value is null && command.Parent is PipelineAst { PipelineElements: [CommandExpressionAst { Expression: VariableExpressionAst variable }, ..] })
            value = Runspace.DefaultRunspace?.SessionStateProxy.GetVariable(variable.VariablePath.UserPath);
        return value is PSObject wrapped ? Unwrap(wrapped.BaseObject) : Unwrap(value);
    }

    private static TorchModel? Unwrap(object? value) => value as TorchModel;
}
