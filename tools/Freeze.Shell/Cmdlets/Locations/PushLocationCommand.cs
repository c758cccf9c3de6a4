using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Push-Location: remembers the current location on a stack, then changes it.</summary>
[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo))]
public sealed class PushLocationCommand : ProviderCommand
{
    /// <summary>Where to go; nowhere by default.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <summary>Where to go, the path taken as it is.</summary>
    [Parameter(ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath
    {
        get => Path;
        set
        {
            IsLiteral = true;
            Path = value;
        }
    }

    /// <summary>Write the new location.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The stack; the default one by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(StackName);
        if (Path is null)
        {
            return;
        }

        Attempt(() =>
        {
            // Should the location turn out not to exist, the stack is one deeper all the same, as in the original.
            PathInfo location = SessionState.Path.SetLocation(Path, NewContext(), IsLiteral);
            if (PassThru)
            {
                WriteObject(location);
            }
        });
    }
}
