using static TorchSharp.torch;

namespace Freeze.Libtorch;

/// <summary>
/// The random numbers of one run. libtorch has one generator for the process, so runs on several threads would take each other's numbers; with a
/// stream each has its own, and gets the same ones as if it were alone.
/// </summary>
internal sealed class RandomStream : IDisposable
{
    // Whose numbers libtorch's generator gives now; null where they are nobody's.
    private static RandomStream? _inForce;

    private readonly HashSet<object> _quiet = [], _drawing = [];
    private readonly Tensor? _before;
    private Tensor? _kept;

    private RandomStream(Tensor? before) => _before = before;

    /// <summary>Begins a run's numbers.</summary>
    /// <param name="seed">Where they begin; null to go on from the process's.</param>
    /// <param name="isPassing">Whether the process's numbers go on afterwards as if nothing had been drawn; otherwise from where the run ended.</param>
    public static RandomStream Begin(long? seed, bool isPassing = false)
    {
        lock (RandomState.Gate)
        {
            var other = _inForce;
            SetAside();
            _inForce = new RandomStream(isPassing ? State() : null);
            // Two runs without a seed are not to draw the same.
            if ((seed ?? (other is null ? null : Random.Shared.NextInt64(1L << 53))) is { } start)
                manual_seed(start);
            return _inForce;
        }
    }

    /// <summary>Takes the generator from the run that has it, whose numbers go on when it draws again. The caller holds the gate.</summary>
    public static void SetAside()
    {
        if (_inForce is null)
            return;
        _inForce._kept = State();
        _inForce = null;
    }

    /// <summary>An epoch begins: with another plan a network may draw that did not.</summary>
    public void BeginEpoch()
    {
        _quiet.Clear();
        _drawing.Clear();
    }

    /// <summary>Runs work that may draw. Whether it does is seen the first time in an epoch; what does not runs beside others from then on.</summary>
    /// <param name="what">What is run.</param>
    /// <param name="work">Runs it.</param>
    public T Draw<T>(object what, Func<T> work)
    {
        if (_quiet.Contains(what))
            return work();
        lock (RandomState.Gate)
        {
            Enter();
            if (_drawing.Contains(what))
                return work();
            using var before = State();
            var result = work();
            using var after = State();
            (before.Equals(after) ? _quiet : _drawing).Add(what);
            return result;
        }
    }

    /// <summary>A copy of the state that it is in.</summary>
    public Tensor Copy()
    {
        lock (RandomState.Gate)
        {
            Enter();
            return State();
        }
    }

    /// <summary>Goes on from a state that was copied.</summary>
    public void Resume(Tensor state)
    {
        lock (RandomState.Gate)
        {
            Enter();
            random.set_rng_state(state);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (RandomState.Gate)
        {
            if (ReferenceEquals(_inForce, this))
            {
                if (_before is not null)
                    random.set_rng_state(_before);
                _inForce = null;
            }

            _kept?.Dispose();
            _before?.Dispose();
            _kept = null;
        }
    }

    private void Enter()
    {
        if (ReferenceEquals(_inForce, this))
            return;
        SetAside();
        if (_kept is not null)
            random.set_rng_state(_kept);
        _kept?.Dispose();
        (_kept, _inForce) = (null, this);
    }

    private static Tensor State() => random.get_rng_state().DetachFromDisposeScope();
}
