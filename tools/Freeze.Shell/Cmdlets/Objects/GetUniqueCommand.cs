using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Unique: of objects in order, one of each run of equal ones.</summary>
[Cmdlet(VerbsCommon.Get, "Unique", DefaultParameterSetName = "AsString")]
public sealed class GetUniqueCommand : PSCmdlet
{
    private PSObject? _last;
    private ValueComparer? _comparer;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Compare the objects' texts.</summary>
    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter AsString { get; set; }

    /// <summary>Compare the objects' types.</summary>
    [Parameter(ParameterSetName = "UniqueByType")]
    public SwitchParameter OnType { get; set; }

    /// <summary>Texts that differ in case only are equal.</summary>
    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool nothingYet = _last is null;
        if (nothingYet ? InputObject != AutomationNull.Value : !IsSame(InputObject, _last!))
        {
            WriteObject(InputObject);
            _last = InputObject;
        }
    }

    private bool IsSame(PSObject value, PSObject last)
    {
        if (OnType)
        {
            return value.TypeNames[0] == last.TypeNames[0];
        }

        if (AsString)
        {
            return string.Equals(value.ToString(), last.ToString(), CaseInsensitive ? StringComparison.CurrentCultureIgnoreCase : StringComparison.CurrentCulture);
        }

        _comparer ??= new ValueComparer(ascending: true, culture: null, caseSensitive: !CaseInsensitive);
        return _comparer.Compare(value, last) == 0;
    }
}
