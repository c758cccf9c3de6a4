using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Start-Sleep: does nothing for a while.</summary>
[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleepCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    /// <summary>How many seconds, maybe with a fraction.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Seconds", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.0, (double)(int.MaxValue / 1000))]
    public double Seconds { get; set; }

    /// <summary>How many milliseconds.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Milliseconds", ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("ms")]
    public int Milliseconds { get; set; }

    /// <summary>How long.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "FromTimeSpan", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(ValidateRangeKind.NonNegative)]
    [Alias("ts")]
    public TimeSpan Duration { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _stopped.Wait(ParameterSetName switch
        {
            "Milliseconds" => Milliseconds,
            "FromTimeSpan" => Whole(Duration),
            _ => (int)(Seconds * 1000),
        });
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Set();

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    private int Whole(TimeSpan duration)
    {
        if (duration.TotalMilliseconds > int.MaxValue)
        {
            var longest = TimeSpan.FromMilliseconds(int.MaxValue);
            string message = $"The '-Duration' parameter value must not exceed '{longest}', provided value was '{duration}'.";
            ThrowTerminatingError(new ErrorRecord(new PSArgumentException(message, nameof(Duration)), "MaximumDurationExceeded", ErrorCategory.InvalidArgument, null));
        }

        return (int)duration.TotalMilliseconds;
    }
}
