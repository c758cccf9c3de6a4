using System.Management.Automation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Compare-Object: which objects two sets have in common, and which only one of them has.</summary>
[Cmdlet(VerbsData.Compare, "Object")]
public sealed class CompareObjectCommand : ObjectCmdletBase
{
    private const string Equal = "==";
    private const string OnlyReference = "<=";
    private const string OnlyDifference = "=>";

    private readonly List<PropertyRow> _waitingReferences = [];
    private readonly List<PropertyRow> _waitingDifferences = [];
    private List<PropertyKey>? _keys;
    private Queue<PropertyRow>? _references;
    private RowComparer _comparer = null!;

    /// <summary>The objects to compare with.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>The objects to compare.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    /// <summary>How many objects that have no partner yet wait for one.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SyncWindow { get; set; } = int.MaxValue;

    /// <summary>What to compare of the objects: names, script blocks, or tables with an Expression.</summary>
    [Parameter]
    public object[]? Property { get; set; }

    /// <summary>Leave out what differs, and show what is equal.</summary>
    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    /// <summary>Show what is equal too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Hand on the objects themselves, with the property SideIndicator.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool ShowsEqual => IncludeEqual || (ExcludeDifferent && !MyInvocation.BoundParameters.ContainsKey(nameof(IncludeEqual)));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ReferenceObject.Length == 0 && DifferenceObject.Length == 0)
        {
            return;
        }

        if (_references is null)
        {
            PSObject[] first = ReferenceObject.Length > 0 ? ReferenceObject : DifferenceObject;
            _keys = new PropertyKeyReader(this, wildcards: false).Read(Property ?? PropertyKeys.DefaultFor(first[0]));
            _comparer = new RowComparer(_keys, ascending: true, ChosenCulture, CaseSensitive);
            _references = new Queue<PropertyRow>(Rows(ReferenceObject));
        }

        foreach (PropertyRow difference in Rows(DifferenceObject))
        {
            if (ReferenceObject.Length == 0)
            {
                WriteDifferent(difference, OnlyDifference);
            }
            else
            {
                Step(difference);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (_references is { Count: > 0 })
        {
            Step(null);
        }

        _waitingDifferences.ForEach(row => WriteDifferent(row, OnlyDifference));
        _waitingReferences.ForEach(row => WriteDifferent(row, OnlyReference));
    }

    // Takes one object of each side; those without a partner among the waiting ones of the other side wait for one.
    private void Step(PropertyRow? difference)
    {
        _references!.TryDequeue(out PropertyRow? reference);
        if (reference is not null && difference is not null && _comparer.Compare(reference, difference) == 0)
        {
            WriteEqual(reference);
            return;
        }

        if (difference is not null && TakePartner(difference, _waitingReferences) is { } partner)
        {
            WriteEqual(partner);
            difference = null;
        }

        if (reference is not null && TakePartner(reference, _waitingDifferences) is not null)
        {
            WriteEqual(reference);
            reference = null;
        }

        Wait(difference, _waitingDifferences, OnlyDifference);
        Wait(reference, _waitingReferences, OnlyReference);
    }

    private PropertyRow? TakePartner(PropertyRow row, List<PropertyRow> waiting)
    {
        int place = waiting.FindIndex(other => _comparer.Compare(row, other) == 0);
        if (place < 0)
        {
            return null;
        }

        PropertyRow partner = waiting[place];
        waiting.RemoveAt(place);
        return partner;
    }

    private void Wait(PropertyRow? row, List<PropertyRow> waiting, string side)
    {
        if (row is null)
        {
            return;
        }

        waiting.Add(row);
        while (waiting.Count > SyncWindow)
        {
            WriteDifferent(waiting[0], side);
            waiting.RemoveAt(0);
        }
    }

    private void WriteEqual(PropertyRow row)
    {
        if (ShowsEqual)
        {
            Write(row, Equal);
        }
    }

    private void WriteDifferent(PropertyRow row, string side)
    {
        if (!ExcludeDifferent)
        {
            Write(row, side);
        }
    }

    private void Write(PropertyRow row, string side)
    {
        PSObject output = PassThru ? row.Input : new PSObject();
        if (!PassThru && Property is not { Length: > 0 })
        {
            output.Properties.Add(new PSNoteProperty("InputObject", row.Input));
        }
        else if (!PassThru)
        {
            foreach ((PropertyKey key, PropertyValue value) in _keys!.Zip(row.Values))
            {
                string name = key.Expression.ToString();
                if (output.Properties[name] is null)
                {
                    output.Properties.Add(new PSNoteProperty(name, value.Value));
                }
            }
        }

        output.Properties.Remove("SideIndicator");
        output.Properties.Add(new PSNoteProperty("SideIndicator", side));
        WriteObject(output);
    }

    private List<PropertyRow> Rows(PSObject[] objects) =>
        [.. objects.Where(one => one is not null).Select(one => PropertyRow.Of(this, one, _keys!))];
}
