using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-Variable: takes variables out of a scope, the current one unless told otherwise.</summary>
[Cmdlet(VerbsCommon.Remove, "Variable", SupportsShouldProcess = true)]
public sealed class RemoveVariableCommand : VariableCommandBase
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, Mandatory = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Only names that match one of these.</summary>
    [Parameter]
    public string[]? Include
    {
        get => Included;
        set => Included = value ?? [];
    }

    /// <summary>No names that match one of these.</summary>
    [Parameter]
    public string[]? Exclude
    {
        get => Excluded;
        set => Excluded = value ?? [];
    }

    /// <summary>Remove read-only variables too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string scope = Scope ?? "local";
        foreach (string name in Name)
        {
            if (Find(name, scope) is not { } found)
            {
                WriteMissing(name);
                continue;
            }

            foreach (PSVariable variable in found)
            {
                if (ShouldProcess($"Name: {variable.Name}", "Remove variable"))
                {
                    Attempt(() => SessionState.Remove(variable, scope, Force));
                }
            }
        }
    }
}
