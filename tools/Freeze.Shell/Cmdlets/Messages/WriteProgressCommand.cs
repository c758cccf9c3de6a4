using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Progress: how far something is.</summary>
[Cmdlet(VerbsCommunications.Write, "Progress")]
public sealed class WriteProgressCommand : PSCmdlet
{
    /// <summary>What is under way; may be left out when it is completed.</summary>
    [Parameter(Position = 0)]
    public string? Activity { get; set; }

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
        if (string.IsNullOrEmpty(Activity) && !Completed)
        {
            var error = new ArgumentException("Missing value for mandatory parameter.", nameof(Activity));
            ThrowTerminatingError(new ErrorRecord(error, "MissingActivity", ErrorCategory.InvalidArgument, Activity));
        }

        ProgressRecord record = string.IsNullOrEmpty(Activity) ? new(Id) { StatusDescription = Status } : new(Id, Activity, Status);
        record.ParentActivityId = ParentId;
        record.PercentComplete = PercentComplete;
        record.SecondsRemaining = SecondsRemaining;
        record.CurrentOperation = CurrentOperation;
        record.RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing;
        CommandRuntime.WriteProgress(SourceId, record);
    }
}
