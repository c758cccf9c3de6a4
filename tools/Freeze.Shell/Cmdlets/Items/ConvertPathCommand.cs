using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Convert-Path: the existing items that each path matches, as their provider names them.</summary>
[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ConvertPathCommand : PathCommand
{
    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() => WriteObject(SessionState.Path.ResolveProviderPath(path, NewContext(), out _), true));
        }
    }
}
