using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Pop-Location: goes back to the location on top of a stack.</summary>
[Cmdlet(VerbsCommon.Pop, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class PopLocationCommand : PSCmdlet
{
    /// <summary>Write the new location.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The stack; the default one by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            PathInfo? location = SessionState.Path.PopLocation(StackName);
            if (PassThru && location is not null)
            {
                WriteObject(location);
            }
        }
        catch (Exception e) when (e is PSArgumentException or ProviderNotFoundException or ItemNotFoundException)
        {
            // No such stack, or its top is gone.
            WriteError(new ErrorRecord(((IContainsErrorRecord)e).ErrorRecord, e));
        }
    }
}
