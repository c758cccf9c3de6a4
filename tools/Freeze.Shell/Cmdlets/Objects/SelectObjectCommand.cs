using System.Management.Automation;
using System.Management.Automation.Internal;
using Freeze.Shell.Foundation;
using Freeze.Shell.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Select-Object: some objects of the input, or some of their properties.</summary>
[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "DefaultParameter")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private int? _first;
    private int? _last;
    private SelectionWindow _window = null!;
    private PropertySelection _selection = null!;
    private DistinctObjects? _distinct;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Names, wildcards allowed, script blocks, or tables with Name (or Label) and Expression.</summary>
    [Parameter(Position = 0, ParameterSetName = "DefaultParameter")]
    [Parameter(Position = 0, ParameterSetName = "SkipLastParameter")]
    public object[]? Property { get; set; }

    /// <summary>Properties to leave out, wildcards allowed.</summary>
    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    public string[]? ExcludeProperty { get; set; }

    /// <summary>Hand on the value of this property; a collection, element by element.</summary>
    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    public string? ExpandProperty { get; set; }

    /// <summary>Leave out what equals an earlier object.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>With -Unique, texts that differ in case only are equal.</summary>
    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    /// <summary>This many objects from the end.</summary>
    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Last
    {
        get => _last ?? 0;
        set => _last = value;
    }

    /// <summary>This many objects from the start; the commands upstream then end.</summary>
    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int First
    {
        get => _first ?? 0;
        set => _first = value;
    }

    /// <summary>Pass over this many objects: at the end with -Last alone, else at the start.</summary>
    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>Pass over this many objects at the end.</summary>
    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    /// <summary>Let the commands upstream run to their end.</summary>
    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "IndexParameter")]
    public SwitchParameter Wait { get; set; }

    /// <summary>The objects at these places, counted from 0.</summary>
    [Parameter(ParameterSetName = "IndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    /// <summary>All objects but those at these places.</summary>
    [Parameter(ParameterSetName = "SkipIndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _window = Index is not null ? new IndexWindow(Index, taken: true)
            : SkipIndex is not null ? new IndexWindow(SkipIndex, taken: false)
            : new RangeWindow(_first, _last, Skip, SkipLast);
        _selection = new PropertySelection(this, Property, ExcludeProperty, ExpandProperty);
        _distinct = Unique ? new DistinctObjects(caseSensitive: !CaseInsensitive) : null;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        if (_window.Next(InputObject) is { } chosen)
        {
            Put(chosen);
        }

        if (_window.IsComplete && !Wait)
        {
            // The pipeline does not end the command that stops it.
            EndProcessing();
            throw PipelineStop.For(this);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (PSObject held in _window.Rest())
        {
            Put(held);
        }

        if (_distinct is not null)
        {
            WriteObject(_distinct.All, true);
        }
    }

    private void Put(PSObject input)
    {
        foreach ((PSObject output, IReadOnlyList<PSNoteProperty> added) in _selection.Of(input))
        {
            if (_distinct?.Contains(output, added) == true)
            {
                continue;
            }

            NameType(output, added.Count > 0);
            if (_distinct is null)
            {
                WriteObject(output);
            }
            else
            {
                _distinct.Add(output, added.Count);
            }
        }
    }

    private void NameType(PSObject output, bool fresh)
    {
        string name = "Selected." + InputObject?.BaseObject.GetType();
        if (output.ImmediateBaseObject is PSCustomObject && (fresh || !output.TypeNames.Contains(name)))
        {
            output.TypeNames.Insert(0, name);
        }
    }
}
