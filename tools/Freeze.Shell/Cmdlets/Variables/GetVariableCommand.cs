using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Variable: variables, or their values.</summary>
[Cmdlet(VerbsCommon.Get, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : VariableCommandBase
{
    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Hand on the values alone.</summary>
    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<PSVariable>? found = Find(name, Scope);
            if (found is null)
            {
                WriteMissing(name);
                continue;
            }

            foreach (PSVariable variable in found.OrderBy(one => one.Name, StringComparer.CurrentCultureIgnoreCase))
            {
                WriteObject(ValueOnly ? variable.Value : variable);
            }
        }
    }
}
