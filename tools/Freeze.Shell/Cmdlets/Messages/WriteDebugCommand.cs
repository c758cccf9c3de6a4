using System.Management.Automation;
using Freeze.Shell.Messages;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Debug: a message on the debug stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Debug")]
public sealed class WriteDebugCommand : PSCmdlet
{
    /// <summary>The message.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg")]
    [AllowEmptyString]
    public string Message { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.WriteCallersDebug(Message);
}
