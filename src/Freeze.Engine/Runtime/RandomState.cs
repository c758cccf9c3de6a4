using static TorchSharp.torch;

namespace Freeze.Runtime;

/// <summary>Draws from a seed without disturbing the process's own random state.</summary>
internal static class RandomState
{
    /// <summary>Runs some work from a seed, then puts the random state back; without a seed the work draws from the process's state.</summary>
    public static T Seeded<T>(long? seed, Func<T> work)
    {
        if (seed is null)
            return work();
        using var before = random.get_rng_state();
        try
        {
            manual_seed(seed.Value);
            return work();
        }
        finally
        {
            random.set_rng_state(before);
        }
    }
}
