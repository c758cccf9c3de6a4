using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Copy-Item: copies items to another place of the same provider.</summary>
[Cmdlet(VerbsCommon.Copy, "Item", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class CopyItemCommand : FilteredPathCommand
{
    /// <summary>Where to copy to; the current location by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Keep the containers while copying (the default).</summary>
    [Parameter]
    public SwitchParameter Container { get; set; } = true;

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    /// <summary>Copy what the containers hold too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Write the copies.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override bool HandsOn => PassThru;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        CopyContainers containers = Container ? CopyContainers.CopyTargetContainer : CopyContainers.CopyChildrenOfTargetContainer;
        foreach (string path in Path)
        {
            Attempt(() => InvokeProvider.Item.Copy(path, Destination, Recurse, containers, NewContext()));
        }
    }
}
