using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Clear-Content: empties items without deleting them.</summary>
[Cmdlet(VerbsCommon.Clear, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class ClearContentCommand : ContentCommand
{
    private protected override object? DynamicParametersAt(ProviderContext context) => InvokeProvider.Content.ForClear(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() => InvokeProvider.Content.Clear(path, NewContext()));
        }
    }
}
