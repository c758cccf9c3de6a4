using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Variable: a variable that was not there.</summary>
[Cmdlet(VerbsCommon.New, "Variable", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PSVariable))]
public sealed class NewVariableCommand : VariableCommandBase
{
    private SessionStateEntryVisibility? _visibility;

    /// <summary>The variable's name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, Mandatory = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>Its value.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    /// <summary>What it is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Whether it can be changed, and who sees it.</summary>
    [Parameter]
    public ScopedItemOptions Option { get; set; }

    /// <summary>Whether those outside the session see it.</summary>
    [Parameter]
    public SessionStateEntryVisibility Visibility
    {
        get => _visibility ?? SessionStateEntryVisibility.Public;
        set => _visibility = value;
    }

    /// <summary>Put it in the place of one that is there, even a read-only one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hand on the variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Force && SessionState.VariableAt(Name, string.IsNullOrEmpty(Scope) ? "local" : Scope) is not null)
        {
            var exception = new SessionStateException($"A variable with name '{Name}' already exists.");
            WriteError(new ErrorRecord(exception, "VariableAlreadyExists", ErrorCategory.ResourceExists, Name));
            return;
        }

        if (!ShouldProcess($"Name: {Name} Value: {Value}", "New variable"))
        {
            return;
        }

        var variable = new PSVariable(Name, Value, Option);
        if (_visibility is { } visibility)
        {
            variable.Visibility = visibility;
        }

        if (Description is not null)
        {
            variable.Description = Description;
        }

        if (Attempt(() => SessionState.Create(variable, Scope, Force)) && PassThru)
        {
            WriteObject(variable);
        }
    }
}
