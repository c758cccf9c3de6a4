using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Alias: another name for a command, whether or not there is one.</summary>
[Cmdlet(VerbsCommon.Set, "Alias", SupportsShouldProcess = true)]
[OutputType(typeof(AliasInfo))]
public sealed class SetAliasCommand : WriteAliasCommandBase
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Write("Set Alias");
}
