using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Clear-Variable: takes their values from variables.</summary>
[Cmdlet(VerbsCommon.Clear, "Variable", SupportsShouldProcess = true)]
[OutputType(typeof(PSVariable))]
public sealed class ClearVariableCommand : VariableCommandBase
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

    /// <summary>Clear read-only variables too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hand on the variables.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (Find(name, Scope) is not { } found)
            {
                WriteMissing(name);
                continue;
            }

            foreach (PSVariable variable in found)
            {
                PSVariable result = variable;
                if (ShouldProcess($"Name: {variable.Name}", "Clear variable") && Attempt(() => result = Clear(variable)) && PassThru)
                {
                    WriteObject(result);
                }
            }
        }
    }

    private PSVariable Clear(PSVariable variable)
    {
        bool opened = Force && variable.Options.HasFlag(ScopedItemOptions.ReadOnly);
        if (opened)
        {
            variable.ForceOptions(variable.Options & ~ScopedItemOptions.ReadOnly);
        }

        PSVariable result = Empty(variable);
        if (opened)
        {
            variable.ForceOptions(variable.Options | ScopedItemOptions.ReadOnly);
        }

        return result;
    }

    // Without a scope, a variable of an outer one stays as it is, and an empty one covers it, as with an assignment.
    private PSVariable Empty(PSVariable variable)
    {
        if (Scope is not null)
        {
            variable.Value = null;
            return variable;
        }

        SessionState.PSVariable.Set(variable.Name, null);
        return SessionState.PSVariable.Get(variable.Name);
    }
}
