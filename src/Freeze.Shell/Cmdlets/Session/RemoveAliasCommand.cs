using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-Alias: takes short names away.</summary>
[Cmdlet(VerbsCommon.Remove, "Alias", DefaultParameterSetName = "Default")]
public sealed class RemoveAliasCommand : PSCmdlet
{
    /// <summary>The names.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Where they are known.</summary>
    [Parameter]
    [ArgumentCompletions("Global", "Local", "Script")]
    public string? Scope { get; set; }

    /// <summary>Remove protected ones too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (InvokeCommand.GetCommand(name, CommandTypes.Alias) is null)
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"This command cannot find a matching alias because an alias with the name '{name}' does not exist."), "ItemNotFoundException", ErrorCategory.ObjectNotFound, name));
                continue;
            }

            SessionState.InvokeProvider.Item.Remove([Scope is null ? $"Alias:{name}" : $"Alias:{Scope}:{name}"], recurse: false, Force, literalPath: true);
        }
    }
}
