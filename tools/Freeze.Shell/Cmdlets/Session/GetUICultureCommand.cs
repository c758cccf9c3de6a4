using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-UICulture: the culture of the session's messages.</summary>
[Cmdlet(VerbsCommon.Get, "UICulture")]
[OutputType(typeof(CultureInfo))]
public sealed class GetUICultureCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void BeginProcessing() => WriteObject(Host.CurrentUICulture);
}
