using System.Management.Automation;
using Freeze.Shell.Session;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-Alias: takes aliases out of the session.</summary>
[Cmdlet(VerbsCommon.Remove, "Alias", DefaultParameterSetName = "Default")]
[Alias("ral")]
public sealed class RemoveAliasCommand : PSCmdlet
{
    /// <summary>The aliases.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Where there has to be one: global, local, script, or how many scopes up from the current one.</summary>
    [Parameter]
    [ArgumentCompletions("Global", "Local", "Script")]
    public string? Scope { get; set; }

    /// <summary>Remove read-only aliases too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (SessionState.Alias(name, Scope) is not null)
            {
                SessionState.RemoveAlias(name, Force);
                continue;
            }

            var error = new ItemNotFoundException($"This command cannot find a matching alias because an alias with the name '{name}' does not exist.");
            WriteError(new ErrorRecord(error, "ItemNotFoundException", ErrorCategory.ObjectNotFound, name));
        }
    }
}
