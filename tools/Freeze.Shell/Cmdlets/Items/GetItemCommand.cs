using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Item: the items at the paths.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool), typeof(string), typeof(FileInfo), typeof(DirectoryInfo))]
public sealed class GetItemCommand : FilteredPathCommand
{
    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    private protected override object? DynamicParametersAt(ProviderContext context) => InvokeProvider.Item.ForGet(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() => InvokeProvider.Item.Get(path, NewContext()));
        }
    }
}
