using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Base of the commands on what items hold.</summary>
public abstract class ContentCommand : ProviderCommand
{
    /// <summary>Paths, wildcards allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipelineByPropertyName = true)]
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

    /// <inheritdoc/>
    [Parameter]
    public override string? Filter { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override string[]? Include { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    public override string[]? Exclude { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    /// <summary>The path that decides on the provider's own parameters.</summary>
    private protected string FirstPath => Path is [var first, ..] ? first : ".";

    /// <summary>The existing items at a path; none is an error.</summary>
    private protected IReadOnlyList<PathInfo> Resolve(string path)
    {
        var found = SessionState.Path.Resolve(path, NewContext());
        if (found.Count == 0)
        {
            WriteError(new ErrorRecord(
                new ItemNotFoundException($"An object at the specified path {path} does not exist, or has been filtered by the -Include or -Exclude parameter."),
                "ItemNotFound",
                ErrorCategory.ObjectNotFound,
                path));
        }

        return found;
    }
}
