using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of the commands with -Path from the pipeline and -LiteralPath.</summary>
public abstract class PathCommand : ProviderCommand
{
    /// <summary>Paths, wildcards allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Paths taken as they are.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => Path;
        set
        {
            IsLiteral = true;
            Path = value;
        }
    }

    /// <summary>The path that decides on the provider's own parameters.</summary>
    private protected string FirstPath => Path is [var first, ..] ? first : ".";
}
