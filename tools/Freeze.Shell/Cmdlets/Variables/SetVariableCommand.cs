using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Variable: changes variables, and makes those that are not there.</summary>
[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true)]
[OutputType(typeof(PSVariable))]
public sealed class SetVariableCommand : VariableCommandBase
{
    private readonly List<object?> _piped = [];
    private ScopedItemOptions? _option;
    private SessionStateEntryVisibility? _visibility;
    private bool _nameGiven;
    private bool _valueGiven;

    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, Mandatory = true)]
    public string[] Name { get; set; } = [];

    /// <summary>The value; several from the pipeline become an array.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; } = AutomationNull.Value;

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

    /// <summary>What the variable is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Whether it can be changed, and who sees it.</summary>
    [Parameter]
    public ScopedItemOptions Option
    {
        get => _option ?? ScopedItemOptions.None;
        set => _option = value;
    }

    /// <summary>Change read-only variables too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether those outside the session see it.</summary>
    [Parameter]
    public SessionStateEntryVisibility Visibility
    {
        get => _visibility ?? SessionStateEntryVisibility.Public;
        set => _visibility = value;
    }

    /// <summary>Hand on the variables.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _nameGiven = Name.Length > 0;
        _valueGiven = !IsNothing(Value);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_nameGiven)
        {
            Set(Value);
        }
        else if (!_valueGiven && !IsNothing(Value))
        {
            _piped.Add(Value);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_nameGiven)
        {
            Set(_valueGiven ? Value : _piped.Count switch { 0 => AutomationNull.Value, 1 => _piped[0], _ => _piped.ToArray() });
        }
    }

    private void Set(object? value)
    {
        foreach (string name in Name)
        {
            if (Find(name, string.IsNullOrEmpty(Scope) ? "local" : Scope) is not { } found)
            {
                Create(name, IsNothing(value) ? null : value);
                continue;
            }

            foreach (PSVariable variable in found)
            {
                if (ShouldProcess($"Name: {variable.Name} Value: {value}", "Set variable") && Attempt(() => Change(variable, value)) && PassThru)
                {
                    WriteObject(variable);
                }
            }
        }
    }

    private void Create(string name, object? value)
    {
        ScopedItemOptions scoped = string.Equals(Scope, "private", StringComparison.OrdinalIgnoreCase) ? ScopedItemOptions.Private : ScopedItemOptions.None;
        object? result = null;
        bool made = Attempt(() =>
        {
            var variable = new PSVariable(name, value, scoped | Option) { Description = Description ?? string.Empty };
            if (_visibility is { } visibility)
            {
                variable.Visibility = visibility;
            }

            if (ShouldProcess($"Name: {name} Value: {value}", "Set variable"))
            {
                result = SessionState.Set(variable, Scope, Force, MyInvocation.CommandOrigin);
            }
        });
        if (made && PassThru && result is not null)
        {
            WriteObject(result);
        }
    }

    private void Change(PSVariable variable, object? value)
    {
        bool opened = Force && variable.Options.HasFlag(ScopedItemOptions.ReadOnly);
        if (opened)
        {
            variable.ForceOptions(variable.Options & ~ScopedItemOptions.ReadOnly);
        }

        if (!IsNothing(value))
        {
            variable.Value = value;
        }

        if (Description is not null)
        {
            variable.Description = Description;
        }

        if (_option is { } option)
        {
            variable.Options = option;
        }
        else if (opened)
        {
            variable.ForceOptions(variable.Options | ScopedItemOptions.ReadOnly);
        }

        if (_visibility is { } visibility)
        {
            variable.Visibility = visibility;
        }
    }

    // Null can be a value; this is what stands for none.
    private static bool IsNothing(object? value) => ReferenceEquals(value, AutomationNull.Value);
}
