using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-ChildItem: the items in the containers at the paths.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Items")]
[OutputType(typeof(FileInfo), typeof(DirectoryInfo))]
public sealed class GetChildItemCommand : ProviderCommand
{
    private string[]? _paths;
    private uint _depth = uint.MaxValue;

    /// <summary>Containers or items, wildcards allowed; the current location by default.</summary>
    [Parameter(Position = 0, ParameterSetName = "Items", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[]? Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths taken as they are.</summary>
    [Parameter(ParameterSetName = "LiteralItems", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <inheritdoc/>
    [Parameter(Position = 1)]
    public override string? Filter { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override string[]? Include { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    public override string[]? Exclude { get; set; } = [];

    /// <summary>Descend into the containers.</summary>
    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How many levels to descend; asks for -Recurse.</summary>
    [Parameter]
    public uint Depth
    {
        get => _depth;
        set
        {
            _depth = value;
            Recurse = true;
        }
    }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    /// <summary>Names relative to the container instead of items.</summary>
    [Parameter]
    public SwitchParameter Name { get; set; }

    private protected override object? DynamicParametersAt(ProviderContext context)
    {
        string path = _paths is [var first, ..] ? first : ".";
        return Name ? InvokeProvider.ChildItem.ForGetNames(path, context) : InvokeProvider.ChildItem.ForGet(path, Recurse, context);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in _paths is { Length: > 0 } ? _paths : [string.Empty])
        {
            Attempt(() => List(path));
        }
    }

    private void List(string path)
    {
        ProviderContext context = NewContext();
        if (Name)
        {
            InvokeProvider.ChildItem.GetNames(path, ReturnContainers.ReturnMatchingContainers, Recurse, _depth, context);
        }
        else
        {
            InvokeProvider.ChildItem.Get(path, Recurse, _depth, context);
        }
    }
}
