using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Location: changes the current location.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo), typeof(PathInfoStack))]
public sealed class SetLocationCommand : ProviderCommand
{
    /// <summary>Where to go; the user's home by default, "-" and "+" through the history.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <summary>Where to go, the path taken as it is.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Make this the stack that Push- and Pop-Location use.</summary>
    [Parameter(ParameterSetName = "Stack", ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? result = null;
        if (ParameterSetName == "Stack")
        {
            Attempt(() => result = SessionState.Path.SetDefaultLocationStack(StackName));
        }
        else
        {
            string path = string.IsNullOrEmpty(Path) ? SessionState.Provider.GetOne(FileSystemProvider.ProviderName).Home : Path;
            Attempt(() => result = SessionState.Path.SetLocation(path, NewContext(), IsLiteral));
        }

        if (PassThru && result is not null)
        {
            WriteObject(result);
        }
    }
}
