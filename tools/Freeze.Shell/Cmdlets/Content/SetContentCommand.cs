using System.Management.Automation;
using System.Management.Automation.Provider;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Content: replaces what items hold.</summary>
[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class SetContentCommand : WriteContentCommand
{
    private protected override string Deed => "Set Content";

    private protected override void Prepare(string path)
    {
        if (InvokeProvider.Item.Exists(path, NewContext(literal: true)))
        {
            // Not through this command's context, which would ask a second time under -Confirm.
            InvokeProvider.Content.Clear([path], Force, literalPath: true);
        }
    }

    private protected override void Position(IContentWriter writer)
    {
    }
}
