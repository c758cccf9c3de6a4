namespace Freeze.Commands;

/// <summary>Message to a user who has pressed Ctrl-C while a step computes that libtorch cannot interrupt.</summary>
/// <param name="say">Shows the message; called on another thread.</param>
/// <param name="patience">Time that a command has to end by itself.</param>
internal sealed class StopNotice(Action<string> say, TimeSpan patience) : IDisposable
{
    private readonly object _gate = new();
    private Timer? _timer;
    private bool _isOver;

    /// <summary>Starts the clock.</summary>
    /// <param name="command">Name of the command that was told to stop.</param>
    public void Begin(string command)
    {
        lock (_gate)
        {
            if (!_isOver)
                _timer ??= new Timer(_ => Say(command), null, patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The command has ended: there is nothing to say any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private void Say(string command)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                say($"{command} stops when the step in progress ends: libtorch cannot be interrupted. "
                    + "A step that never ends, such as an endless loop in a TorchScript module, "
                    + $"ends only with this process: Stop-Process -Id {Environment.ProcessId} in another window.");
            }
        }
    }
}
