using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Location: the current location, or the locations on a stack.</summary>
[Cmdlet(VerbsCommon.Get, "Location", DefaultParameterSetName = "Location")]
[OutputType(typeof(PathInfo), typeof(PathInfoStack))]
public sealed class GetLocationCommand : ProviderCommand
{
    /// <summary>Providers whose current location is asked for.</summary>
    [Parameter(ParameterSetName = "Location", ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    /// <summary>Drives whose current location is asked for.</summary>
    [Parameter(ParameterSetName = "Location", ValueFromPipelineByPropertyName = true)]
    public string[]? PSDrive { get; set; }

    /// <summary>The stack that Push-Location fills.</summary>
    [Parameter(ParameterSetName = "Stack")]
    public SwitchParameter Stack { get; set; }

    /// <summary>Stacks by name.</summary>
    [Parameter(ParameterSetName = "Stack", ValueFromPipelineByPropertyName = true)]
    public string[]? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Stack")
        {
            foreach (string? name in StackName ?? [null!])
            {
                Attempt(() => WriteObject(SessionState.Path.LocationStack(name), false));
            }
        }
        else if (PSDrive is not null)
        {
            foreach (string name in PSDrive)
            {
                Attempt(() => WriteLocation(SessionState.Drive.Get(name)));
            }
        }
        else if (PSProvider is not null)
        {
            foreach (string name in PSProvider)
            {
                Attempt(() => WriteObject(SessionState.Path.CurrentProviderLocation(name)));
            }
        }
        else
        {
            WriteObject(SessionState.Path.CurrentLocation);
        }
    }

    private void WriteLocation(PSDriveInfo drive) =>
        WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(drive.Name + ":" + drive.CurrentLocation), true);
}
