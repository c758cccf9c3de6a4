using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Guid: an identifier that nobody else has.</summary>
[Cmdlet(VerbsCommon.New, "Guid", DefaultParameterSetName = "Default")]
[OutputType(typeof(Guid))]
public sealed class NewGuidCommand : PSCmdlet
{
    /// <summary>The identifier that is all zeros.</summary>
    [Parameter(ParameterSetName = "Empty")]
    public SwitchParameter Empty { get; set; }

    /// <summary>A text to read as an identifier.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    public string? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            WriteObject(Empty ? Guid.Empty : Guid.NewGuid());
        else if (Guid.TryParse(InputObject, out Guid identifier))
            WriteObject(identifier);
        else
            WriteError(new ErrorRecord(new FormatException($"'{InputObject}' is no identifier."), "StringNotRecognizedAsGuid", ErrorCategory.InvalidArgument, null));
    }
}
