using System.Management.Automation;
using System.Management.Automation.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Host: the program that runs the session.</summary>
[Cmdlet(VerbsCommon.Get, "Host")]
[OutputType(typeof(PSHost))]
public sealed class GetHostCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void BeginProcessing() => WriteObject(Host);
}
