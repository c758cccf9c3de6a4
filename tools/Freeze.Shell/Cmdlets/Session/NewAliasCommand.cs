using System.Management.Automation;
using Freeze.Shell.Session;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Alias: another name for a command, where the name is free.</summary>
[Cmdlet(VerbsCommon.New, "Alias", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(AliasInfo))]
public sealed class NewAliasCommand : WriteAliasCommandBase
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Force && SessionState.Alias(Name, Scope) is { } existing)
        {
            SessionState.ThrowIfNotVisible(CommandOrigin, existing);
            var error = new SessionStateException($"The alias is not allowed, because an alias with the name '{Name}' already exists.");
            WriteError(new ErrorRecord(error, "AliasAlreadyExists", ErrorCategory.ResourceExists, Name));
            return;
        }

        Write("New Alias");
    }
}
