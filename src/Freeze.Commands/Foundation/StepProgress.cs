using System.Diagnostics;
using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>Shows how far a long command is, at most five times a second: drawing costs more than a small training step.</summary>
internal sealed class StepProgress(PSCmdlet command, string activity)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly int _id = Random.Shared.Next(1, int.MaxValue);
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private TimeSpan _shownAt = -Interval;

    /// <summary>Shows a state, if the last one is old enough.</summary>
    /// <param name="share">How much of the whole is done, 0 to 1.</param>
    /// <param name="status">What is going on, for a person; made only when it is shown.</param>
    public void Show(double share, Func<string> status)
    {
        var now = _sinceStart.Elapsed;
        if (now - _shownAt < Interval)
            return;
        _shownAt = now;
        command.WriteProgress(new ProgressRecord(_id, activity, status())
        {
            PercentComplete = (int)Math.Clamp(share * 100, 0, 100),
            SecondsRemaining = share > 0.01 ? (int)Math.Min(int.MaxValue, now.TotalSeconds * (1 - share) / share) : -1,
        });
    }

    /// <summary>Takes it away again.</summary>
    public void Complete() => command.WriteProgress(new ProgressRecord(_id, activity, " ") { RecordType = ProgressRecordType.Completed });
}
