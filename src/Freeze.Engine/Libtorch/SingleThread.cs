using static TorchSharp.torch;

namespace Freeze.Libtorch;

/// <summary>
/// Computes on the calling thread alone until it is disposed of there: small tensors take longer to hand over to other threads than to compute
/// (a step of a linear head: 103 us on two threads, 30 us on one).
/// </summary>
internal sealed class SingleThread : IDisposable
{
    private readonly int _before;

    private SingleThread(int before)
    {
        _before = before;
        set_num_threads(1);
    }

    /// <summary>Begins.</summary>
    /// <param name="isWanted">Whether there is little to compute.</param>
    /// <returns>What ends it; null where nothing has begun.</returns>
    public static SingleThread? Begin(bool isWanted) => isWanted && get_num_threads() is > 1 and var threads ? new SingleThread(threads) : null;

    /// <summary>Takes the number of threads of before.</summary>
    public void Dispose() => set_num_threads(_before);
}
