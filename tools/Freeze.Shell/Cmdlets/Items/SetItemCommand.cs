using System.Management.Automation;
using Freeze.Shell.Foundation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Item: gives items (variables, environment variables, functions, aliases) a value.</summary>
[Cmdlet(VerbsCommon.Set, "Item", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class SetItemCommand : ProviderCommand
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

    /// <summary>The value.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force { get; set; }

    /// <summary>Write the items.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

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
    protected override bool HandsOn => PassThru;

    private protected override object? DynamicParametersAt(ProviderContext context) =>
        InvokeProvider.Item.ForSet(Path is [var first, ..] ? first : ".", Value, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() => InvokeProvider.Item.Set(path, Value, NewContext()));
        }
    }
}
