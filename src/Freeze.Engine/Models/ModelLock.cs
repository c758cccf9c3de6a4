namespace Freeze.Models;

/// <summary>
/// Who works with a model. One run at a time trains it, and only the run's own thread may do something else with it meanwhile, between two steps:
/// others would see weights that are half stepped, and move modes and flags under the run's feet.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class ModelLock(TorchModel model)
{
    private readonly object _gate = new();
    private TrainingLock? _run;
    private int _borrowed;

    /// <summary>Begins a run. Between two epochs of another one on this thread that is fine: they take turns.</summary>
    /// <exception cref="FreezeException">ModelBusy.</exception>
    public TrainingLock Train()
    {
        lock (_gate)
        {
            if (_run is { } run && !(run.IsOnThisThread && run.IsAtRest))
                throw Busy("trained by another run");
            if (_borrowed > 0)
                throw Busy("used by another command");
            return _run = new TrainingLock(this, _run);
        }
    }

    /// <summary>Begins something shorter than a run, which the model has to hold still for.</summary>
    /// <returns>What ends it.</returns>
    /// <exception cref="FreezeException">ModelBusy: another thread trains it.</exception>
    public IDisposable Borrow()
    {
        lock (_gate)
        {
            if (_run is { IsOnThisThread: false })
                throw Busy("trained by a run on another thread");
            _borrowed++;
            return new Borrowed(this);
        }
    }

    /// <summary>Ends a run.</summary>
    internal void End(TrainingLock run)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_run, run))
                _run = run.Outer;
        }
    }

    private FreezeException Busy(string how) => new(ErrorCode.ModelBusy, model.Name, $"{model.Name} is being {how}.",
        "Wait until that has ended, or work with a copy that Copy-TorchModel made before.");

    private sealed class Borrowed(ModelLock use) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            lock (use._gate)
            {
                if (!_isOver)
                    use._borrowed--;
                _isOver = true;
            }
        }
    }
}
