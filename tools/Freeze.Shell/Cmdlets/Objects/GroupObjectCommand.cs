using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Group-Object: objects with the same values, together.</summary>
[Cmdlet(VerbsData.Group, "Object")]
[OutputType(typeof(Hashtable), typeof(GroupInfo))]
public sealed class GroupObjectCommand : ObjectBase
{
    private readonly List<PropertyRow> _rows = [];
    private List<PropertyKey>? _keys;

    /// <summary>Count the objects, but do not keep them.</summary>
    [Parameter]
    public SwitchParameter NoElement { get; set; }

    /// <summary>One table from values to objects.</summary>
    [Parameter(ParameterSetName = "HashTable")]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    /// <summary>The table's keys are texts.</summary>
    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        // Script blocks run as the objects come, so that they see what the commands upstream have just done.
        _keys ??= ReadKeys(InputObject);
        _rows.Add(PropertyRow.Of(this, InputObject, _keys));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_keys is null)
        {
            return;
        }

        List<GroupInfo> groups = Collect(new RowComparer(_keys, ascending: true, ChosenCulture, CaseSensitive));
        if (AsHashTable)
        {
            WriteTable(groups);
        }
        else
        {
            WriteObject(groups, true);
        }
    }

    private List<PropertyKey> ReadKeys(PSObject first)
    {
        List<PropertyKey> keys = new PropertyKeyReader(this, wildcards: false).Read(Property ?? PropertyKeys.DefaultFor(first));
        if (AsString && !AsHashTable)
        {
            Refuse("The command cannot be run because the AsString parameter requires that you specify the AsHashtable parameter.", AsString);
        }

        if (AsHashTable && !AsString && keys.Count > 1)
        {
            Refuse("The command cannot be run because using the AsHashTable parameter with more than one property requires adding the AsString parameter.", Property);
        }

        return keys;
    }

    private List<GroupInfo> Collect(RowComparer comparer)
    {
        // Values of one type have an order, so that equal ones lie side by side. Values of several types may equal
        // one another without having one; there each row looks through all groups, which then stand in order of appearance.
        bool ordered = HaveSameTypes(_rows);
        var groups = new List<GroupInfo>();
        var known = new Dictionary<PropertyRow, GroupInfo>(new SameValues());
        foreach (PropertyRow row in ordered ? _rows.Order(comparer) : _rows.AsEnumerable())
        {
            if (!known.TryGetValue(row, out GroupInfo? group))
            {
                group = ordered
                    ? groups.LastOrDefault() is { } last && comparer.Compare(last.First, row) == 0 ? last : null
                    : groups.Find(one => comparer.Compare(one.First, row) == 0);
                if (group is null)
                {
                    group = NoElement ? new GroupInfoNoElement(row) : new GroupInfo(row);
                    groups.Add(group);
                }

                known.Add(row, group);
            }

            group.Add(row.Input);
        }

        return groups;
    }

    // A value that is missing fits any type.
    private static bool HaveSameTypes(List<PropertyRow> rows) => Enumerable.Range(0, rows[0].Values.Length).All(column =>
        rows.Select(row => Bare(row.Values[column].Value)?.GetType()).Where(type => type is not null).Distinct().Take(2).Count() < 2);

    private void WriteTable(List<GroupInfo> groups)
    {
        var table = new Hashtable(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
        try
        {
            foreach (GroupInfo group in groups)
            {
                table.Add(AsString ? group.Name : Bare(group.Values[0])!, group.Group);
            }
        }
        catch (ArgumentException e)
        {
            const string message = "The objects grouped by this property cannot be expanded because there is a key duplication. "
                + "Provide a valid value for the property, and then try again.";
            WriteError(new ErrorRecord(new Exception(message, e), message, ErrorCategory.InvalidArgument, null));
            return;
        }

        WriteObject(table);
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private void Refuse(string message, object? target) =>
        ThrowTerminatingError(new ErrorRecord(new ArgumentException(message), "ArgumentException", ErrorCategory.InvalidArgument, target));
}
