using System.Management.Automation;
using Freeze.Shell.Messages;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Verbose: a message on the verbose stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Verbose")]
public sealed class WriteVerboseCommand : PSCmdlet
{
    /// <summary>The message.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg")]
    [AllowEmptyString]
    public string Message { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.WriteCallersVerbose(Message);
}
