using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Microsoft.PowerShell.Commands;

/// <summary>Invoke-Expression: runs a text as PowerShell, in the caller's scope.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Expression")]
public sealed class InvokeExpressionCommand : PSCmdlet
{
    /// <summary>What to run.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string Command { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        InvokeCommand.InvokeScript(Command, useNewScope: false, PipelineResultTypes.Output | PipelineResultTypes.Error, input: Array.Empty<object>());
}
