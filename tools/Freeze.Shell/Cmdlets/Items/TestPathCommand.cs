using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Test-Path: whether there is an item at each path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : ProviderCommand
{
    /// <summary>Paths, wildcards allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string?[]? Path { get; set; }

    /// <summary>Paths taken as they are.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string?[]? LiteralPath
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

    /// <summary>What kind of item to look for.</summary>
    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; }

    /// <summary>Only whether the path is well formed.</summary>
    [Parameter]
    public SwitchParameter IsValid { get; set; }

    private protected override object? DynamicParametersAt(ProviderContext context) =>
        // -IsValid asks nothing of the file system, so -OlderThan and -NewerThan make no sense with it.
        IsValid || PathType != TestPathType.Any && Path is not [not null, ..]
            ? null
            : InvokeProvider.Item.ForExists(Path is [{ } first, ..] ? first : ".", context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Path is not { Length: > 0 })
        {
            WriteNullPath();
            return;
        }

        foreach (string? path in Path)
        {
            if (path is null)
            {
                WriteNullPath();
            }
            else
            {
                WriteObject(!string.IsNullOrWhiteSpace(path) && Test(path));
            }
        }
    }

    private bool Test(string path)
    {
        try
        {
            return IsValid
                ? SessionState.Path.IsValid(path, NewContext())
                : InvokeProvider.Item.Exists(path, NewContext()) && PathType switch
                {
                    TestPathType.Container => InvokeProvider.Item.IsContainer(path, NewContext()),
                    TestPathType.Leaf => !InvokeProvider.Item.IsContainer(path, NewContext()),
                    _ => true,
                };
        }
        catch (Exception e) when (
            e is PSNotSupportedException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException)
        {
            return false;
        }
    }

    private void WriteNullPath() => WriteError(new ErrorRecord(
        new ArgumentNullException(null, "The provided Path argument was null or an empty collection."),
        "NullPathNotPermitted",
        ErrorCategory.InvalidArgument,
        Path));
}
