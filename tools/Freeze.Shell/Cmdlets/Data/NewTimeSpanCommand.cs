using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-TimeSpan: the time between two dates, or a time put together from its parts.</summary>
[Cmdlet(VerbsCommon.New, "TimeSpan", DefaultParameterSetName = "Date")]
[OutputType(typeof(TimeSpan))]
public sealed class NewTimeSpanCommand : PSCmdlet
{
    private DateTime? _start;
    private DateTime? _end;

    /// <summary>Where it begins, now by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Date")]
    [Alias("LastWriteTime")]
    public DateTime Start { get => _start ?? default; set => _start = value; }

    /// <summary>Where it ends, now by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Date")]
    public DateTime End { get => _end ?? default; set => _end = value; }

    /// <summary>How many days.</summary>
    [Parameter(ParameterSetName = "Time")]
    public int Days { get; set; }

    /// <summary>How many hours.</summary>
    [Parameter(ParameterSetName = "Time")]
    public int Hours { get; set; }

    /// <summary>How many minutes.</summary>
    [Parameter(ParameterSetName = "Time")]
    public int Minutes { get; set; }

    /// <summary>How many seconds.</summary>
    [Parameter(ParameterSetName = "Time")]
    public int Seconds { get; set; }

    /// <summary>How many milliseconds.</summary>
    [Parameter(ParameterSetName = "Time")]
    public int Milliseconds { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        DateTime now = DateTime.Now;
        WriteObject(ParameterSetName == "Time" ? new TimeSpan(Days, Hours, Minutes, Seconds, Milliseconds) : (_end ?? now) - (_start ?? now));
    }
}
