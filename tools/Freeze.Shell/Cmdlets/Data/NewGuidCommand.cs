using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Guid: a GUID that nobody has yet, or the one that a text tells.</summary>
[Cmdlet(VerbsCommon.New, "Guid", DefaultParameterSetName = "Default")]
[OutputType(typeof(Guid))]
public sealed class NewGuidCommand : PSCmdlet
{
    /// <summary>The GUID of zeros.</summary>
    [Parameter(ParameterSetName = "Empty")]
    public SwitchParameter Empty { get; set; }

    /// <summary>A text that tells a GUID.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    public string? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != "InputObject")
        {
            WriteObject(ParameterSetName == "Empty" ? Guid.Empty : Guid.NewGuid());
            return;
        }

        try
        {
            WriteObject(new Guid(InputObject!));
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentNullException)
        {
            WriteError(new ErrorRecord(e, "StringNotRecognizedAsGuid", ErrorCategory.InvalidArgument, null));
            WriteObject(null);
        }
    }
}
