using System.Management.Automation;
using System.Management.Automation.Provider;

namespace Microsoft.PowerShell.Commands;

/// <summary>Add-Content: writes after what items hold.</summary>
[Cmdlet(VerbsCommon.Add, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class AddContentCommand : WriteContentCommand
{
    private protected override string Deed => "Add Content";

    private protected override void Prepare(string path)
    {
    }

    private protected override void Position(IContentWriter writer) => writer.Seek(0, SeekOrigin.End);
}
