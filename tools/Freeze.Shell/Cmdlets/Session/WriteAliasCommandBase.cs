using System.Management.Automation;
using Freeze.Shell.Session;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of Set-Alias and New-Alias.</summary>
public abstract class WriteAliasCommandBase : PSCmdlet
{
    /// <summary>The alias.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The command that it stands for.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Value { get; set; } = string.Empty;

    /// <summary>What it is for.</summary>
    [Parameter]
    public string Description { get; set; } = string.Empty;

    /// <summary>What may be done with it.</summary>
    [Parameter]
    public ScopedItemOptions Option { get; set; } = ScopedItemOptions.None;

    /// <summary>Hand on the alias.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Where it holds: global, local, script, or how many scopes up from the current one.</summary>
    [Parameter]
    [ArgumentCompletions("Global", "Local", "Script")]
    public string? Scope { get; set; }

    /// <summary>Change a read-only alias too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Puts the alias into the session, if the user agrees.</summary>
    /// <param name="deed">What -WhatIf and -Confirm call it.</param>
    private protected void Write(string deed)
    {
        AliasInfo alias = this.MakeAlias(Name, Value, Option);
        alias.Description = Description;
        if (!ShouldProcess($"Name: {Name} Value: {Value}", deed))
        {
            return;
        }

        try
        {
            AliasInfo? written = SessionState.Set(alias, Scope, Force, MyInvocation.CommandOrigin);
            if (PassThru && written is not null)
            {
                WriteObject(written);
            }
        }
        catch (SessionStateException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
    }
}
