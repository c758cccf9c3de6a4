using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Sort-Object: the objects in order.</summary>
[Cmdlet("Sort", "Object", DefaultParameterSetName = "Default")]
public sealed class SortObjectCommand : ObjectBase
{
    private readonly List<PSObject> _inputs = [];

    /// <summary>Objects that are equal keep their order.</summary>
    [Parameter(ParameterSetName = "Default")]
    public SwitchParameter Stable { get; set; }

    /// <summary>Large ones first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>One of each set of equal objects.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Only this many, from the start of the order.</summary>
    [Parameter(ParameterSetName = "Top", Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>Only this many, from the end of the order.</summary>
    [Parameter(ParameterSetName = "Bottom", Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null && InputObject != AutomationNull.Value)
        {
            _inputs.Add(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_inputs.Count == 0)
        {
            return;
        }

        List<PropertyKey> given = new PropertyKeyReader(this, wildcards: true, PropertyKeyEntry.Orders).Read(Property ?? PropertyKeys.DefaultFor(_inputs[0]));
        List<PropertyKey> keys = PropertyKeys.Expand(given, _inputs);
        List<PropertyRow> rows = _inputs.ConvertAll(input => PropertyRow.Of(this, input, keys));
        var comparer = new RowComparer(keys, !Descending, ChosenCulture, CaseSensitive);

        foreach (PropertyRow row in Sorted(rows, comparer))
        {
            WriteObject(row.Input);
        }
    }

    private IEnumerable<PropertyRow> Sorted(List<PropertyRow> rows, RowComparer comparer)
    {
        if (!Stable && Top == 0 && Bottom == 0)
        {
            rows.Sort(comparer);
            return Unique ? Distinct(rows, comparer) : rows;
        }

        IEnumerable<PropertyRow> sorted = rows.Order(comparer);
        if (Unique)
        {
            sorted = Distinct(sorted, comparer);
        }

        return Top > 0 ? sorted.Take(Top) : Bottom > 0 ? sorted.TakeLast(Bottom) : sorted;
    }

    private static IEnumerable<PropertyRow> Distinct(IEnumerable<PropertyRow> sorted, RowComparer comparer)
    {
        PropertyRow? previous = null;
        foreach (PropertyRow row in sorted)
        {
            if (previous is null || comparer.Compare(previous, row) != 0)
            {
                yield return row;
                previous = row;
            }
        }
    }
}
