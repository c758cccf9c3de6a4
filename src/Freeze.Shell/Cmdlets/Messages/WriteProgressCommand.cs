using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Progress: how far something is.</summary>
[Cmdlet(VerbsCommunications.Write, "Progress")]
public sealed class WriteProgressCommand : PSCmdlet
{
    /// <summary>What is under way; may be left out when it is completed.</summary>
    [Parameter(Position = 0)]
    public string Activity { get; set; } = string.Empty;

    /// <summary>How it is going.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Status { get; set; } = "Processing";

    /// <summary>Tells activities apart.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(0, int.MaxValue)]
    public int Id { get; set; }

    /// <summary>How much is done, 0 to 100; negative where unknown.</summary>
    [Parameter]
    [ValidateRange(-1, 100)]
    public int PercentComplete { get; set; } = -1;

    /// <summary>How long it will take yet; negative where unknown.</summary>
    [Parameter]
    public int SecondsRemaining { get; set; } = -1;

    /// <summary>What is being done now.</summary>
    [Parameter]
    public string? CurrentOperation { get; set; }

    /// <summary>The activity that this one is part of.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int ParentId { get; set; } = -1;

    /// <summary>The activity has ended.</summary>
    [Parameter]
    public SwitchParameter Completed { get; set; }

    /// <summary>Who reports.</summary>
    [Parameter]
    public int SourceId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Activity.Length == 0 && !Completed)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException("An activity that is not completed needs a name: give -Activity."), "MissingActivity", ErrorCategory.InvalidArgument, Activity));
        }

        var record = new ProgressRecord(Id, Activity.Length == 0 ? " " : Activity, Status)
        {
            ParentActivityId = ParentId,
            PercentComplete = PercentComplete,
            SecondsRemaining = SecondsRemaining,
            CurrentOperation = CurrentOperation,
            RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
        WriteProgress(record);
    }
}
