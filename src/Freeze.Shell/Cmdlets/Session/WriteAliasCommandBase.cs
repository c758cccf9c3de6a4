using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of Set-Alias and New-Alias.</summary>
public abstract class WriteAliasCommandBase : PSCmdlet
{
    /// <summary>The short name.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The command it stands for.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Value { get; set; } = string.Empty;

    /// <summary>What it is for.</summary>
    [Parameter]
    public string Description { get; set; } = string.Empty;

    /// <summary>How it is protected.</summary>
    [Parameter]
    public ScopedItemOptions Option { get; set; } = ScopedItemOptions.None;

    /// <summary>Hand the alias on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Where it is known: Global, Local, Script, or a number of scopes up.</summary>
    [Parameter]
    [ArgumentCompletions("Global", "Local", "Script")]
    public string? Scope { get; set; }

    /// <summary>Replace one that is protected.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Makes the alias in the provider's drive, which knows scopes and protection.</summary>
    private protected void Write()
    {
        // The provider sets it in the present scope; the engine's drive syntax names another.
        string path = Scope is null ? $"Alias:{Name}" : $"Alias:{Scope}:{Name}";
        SessionState.InvokeProvider.Item.Set([path], Value, Force, literalPath: true);
        AliasInfo alias = InvokeCommand.GetCommand(Name, CommandTypes.Alias) as AliasInfo ?? throw new ItemNotFoundException($"The alias '{Name}' was not made.");
        if (Description.Length > 0)
            alias.Description = Description;
        if (Option != ScopedItemOptions.None)
            alias.Options = Option;
        if (PassThru)
            WriteObject(alias);
    }
}
