using System.Diagnostics;
using System.Management.Automation;

namespace Freeze.Commands;

/// <summary>
/// Shows how far a long command is, at most five times a second: drawing costs more than a small training step. Where the user wants no progress,
/// nothing is shown and next to nothing is done. It goes when this is disposed of, whether the command ends, fails or is stopped.
/// </summary>
internal sealed class StepProgress : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // The time left follows from the speed of about this long: an epoch that reads a cache is many times faster than the one that filled it.
    private const double Memory = 15;

    private readonly PSCmdlet _command;
    private readonly string _activity;
    private readonly int _id = Random.Shared.Next(1, int.MaxValue);
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly bool _isWanted;
    private TimeSpan? _shownAt;
    private double _shownShare, _recentShare, _recentTime;

    /// <param name="command">The command.</param>
    /// <param name="activity">What goes on.</param>
    public StepProgress(PSCmdlet command, string activity)
    {
        (_command, _activity) = (command, activity);
        var preference = command.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var own) ? own : command.GetVariableValue("ProgressPreference");
        _isWanted = !LanguagePrimitives.TryConvertTo(preference, out ActionPreference action) || action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    /// <summary>Whether it is time to show something.</summary>
    public bool IsDue => _isWanted && (_shownAt is null || _sinceStart.Elapsed - _shownAt >= Interval);

    /// <summary>Shows a state.</summary>
    /// <param name="share">How much of the whole is done, 0 to 1.</param>
    /// <param name="status">What is going on, for a person.</param>
    public void Show(double share, string status)
    {
        if (!_isWanted)
            return;
        var now = _sinceStart.Elapsed;
        // What was done before the first look, as in a run that goes on, says nothing about speed.
        if (_shownAt is { } before)
        {
            var passed = (now - before).TotalSeconds;
            var kept = Math.Exp(-passed / Memory);
            (_recentShare, _recentTime) = (_recentShare * kept + share - _shownShare, _recentTime * kept + passed);
        }

        (_shownAt, _shownShare) = (now, share);
        _command.WriteProgress(new ProgressRecord(_id, _activity, status)
        {
            PercentComplete = (int)Math.Clamp(share * 100, 0, 100),
            SecondsRemaining = _recentShare > 0 ? (int)Math.Min(int.MaxValue, Math.Ceiling(_recentTime / _recentShare * (1 - share))) : -1,
        });
    }

    /// <summary>Takes it away again.</summary>
    public void Dispose()
    {
        if (_shownAt is null)
            return;
        try
        {
            _command.WriteProgress(new ProgressRecord(_id, _activity, " ") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // A host that stops a pipeline takes its progress away itself.
        }
    }
}
