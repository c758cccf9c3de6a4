using System.Collections;
using System.Runtime.ExceptionServices;

namespace Freeze.Data;

/// <summary>
/// Reads batches ahead of their use, on threads of its own, and hands them out in order. Threads take whole batches; how many there are changes nothing
/// but the time. Disposing in mid-way stops the threads and frees what nobody took.
/// </summary>
internal sealed class BatchPrefetch : IEnumerator<Batch>
{
    private readonly object _monitor = new();
    private readonly Func<int, CancellationToken, Batch> _read;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<int, object> _ready = [];
    private readonly Thread[] _threads;
    private readonly int _count, _depth;
    private int _claimed, _taken;
    private Batch? _current;

    /// <param name="count">Batches.</param>
    /// <param name="threads">Threads that read them.</param>
    /// <param name="depth">Batches that may wait or be under way at any time.</param>
    /// <param name="read">Reads one batch by its number.</param>
    public BatchPrefetch(int count, int threads, int depth, Func<int, CancellationToken, Batch> read)
    {
        (_count, _depth, _read) = (count, depth, read);
        _threads = [.. Enumerable.Range(0, Math.Min(threads, count)).Select(number => new Thread(Work) { IsBackground = true, Name = $"Freeze data {number + 1}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <inheritdoc/>
    public Batch Current => _current ?? throw new InvalidOperationException("The pass has not begun, or is over.");

    object IEnumerator.Current => Current;

    /// <inheritdoc/>
    /// <exception cref="FreezeException">What reading the batch threw, on this thread.</exception>
    public bool MoveNext()
    {
        _current = null;
        lock (_monitor)
        {
            if (_taken == _count)
                return false;
            object? result;
            while (!_ready.Remove(_taken, out result))
                Monitor.Wait(_monitor);
            if (result is ExceptionDispatchInfo error)
                error.Throw();
            _current = (Batch)result;
            _taken++;
            Monitor.PulseAll(_monitor);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Reset() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        lock (_monitor)
            Monitor.PulseAll(_monitor);
        foreach (var thread in _threads)
            thread.Join();
        foreach (var batch in _ready.Values.OfType<Batch>())
            batch.Dispose();
        _ready.Clear();
        _stop.Dispose();
    }

    private void Work()
    {
        while (Claim() is { } number)
        {
            object result;
            try
            {
                result = _read(number, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // It belongs to whoever takes this batch; those before it are still good.
                result = ExceptionDispatchInfo.Capture(error);
            }

            lock (_monitor)
            {
                _ready.Add(number, result);
                Monitor.PulseAll(_monitor);
            }
        }
    }

    private int? Claim()
    {
        lock (_monitor)
        {
            while (!_stop.IsCancellationRequested && _claimed < _count && _claimed >= _taken + _depth)
                Monitor.Wait(_monitor);
            return _stop.IsCancellationRequested || _claimed == _count ? null : _claimed++;
        }
    }
}
