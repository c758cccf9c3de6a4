using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Resolve-Path: the existing items that each path matches.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo), typeof(string))]
public sealed class ResolvePathCommand : PathCommand
{
    /// <summary>Write paths relative to the current location.</summary>
    [Parameter]
    public SwitchParameter Relative { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() =>
            {
                foreach (PathInfo found in SessionState.Path.Resolve(path, NewContext()))
                {
                    WriteObject(Relative ? RelativeTo(SessionState.Path.CurrentLocation, found) : found);
                }
            });
        }
    }

    private object RelativeTo(PathInfo location, PathInfo found)
    {
        // Another drive cannot be reached by a relative path.
        if (found.Drive is not null && location.Drive is not null && found.Drive.Name != location.Drive.Name)
        {
            return found.Path;
        }

        string relative = SessionState.Path.NormalizeRelativePath(found.Path, location.ProviderPath, NewContext());
        bool goesUp = relative.StartsWith("..", StringComparison.Ordinal);
        return goesUp || System.IO.Path.IsPathRooted(relative) ? relative : SessionState.Path.Combine(".", relative, NewContext());
    }
}
