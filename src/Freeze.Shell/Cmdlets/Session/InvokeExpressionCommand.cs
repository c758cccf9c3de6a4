using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Invoke-Expression: runs a text in the present scope.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Expression")]
public sealed class InvokeExpressionCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string Command { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ScriptBlock block = InvokeCommand.NewScriptBlock(Command);
        // In the caller's scope, with results and errors going where the caller's go, one by one.
        InvokeCommand.InvokeScript(useLocalScope: false, block, null, []).ToList().ForEach(WriteObject);
    }
}
