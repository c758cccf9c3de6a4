using System.Management.Automation;
using Freeze.Shell.Messages;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Warning: a message on the warning stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Warning")]
public sealed class WriteWarningCommand : PSCmdlet
{
    /// <summary>The message.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg")]
    [AllowEmptyString]
    public string Message { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.WriteCallersWarning(Message);
}
