using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Item: makes an item.</summary>
[Cmdlet(VerbsCommon.New, "Item", DefaultParameterSetName = "pathSet", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo), typeof(DirectoryInfo))]
public sealed class NewItemCommand : ProviderCommand
{
    /// <summary>The new items, or with -Name the containers that they go into.</summary>
    [Parameter(Position = 0, ParameterSetName = "pathSet", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "nameSet", Mandatory = false, ValueFromPipelineByPropertyName = true)]
    public string[]? Path { get; set; }

    /// <summary>The name of the new item.</summary>
    [Parameter(ParameterSetName = "nameSet", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>File, Directory, SymbolicLink and so on, as the provider calls them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public string? ItemType { get; set; }

    /// <summary>What the item holds, or where a link leads.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    private protected override object? DynamicParametersAt(ProviderContext context) =>
        InvokeProvider.Item.ForNew(Path is [var first, ..] ? first : ".", ItemType, Value, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path is { Length: > 0 } ? Path : [string.Empty])
        {
            Attempt(() => InvokeProvider.Item.New(path, Name, ItemType, Value, NewContext()));
        }
    }
}
