using static TorchSharp.torch;

namespace Freeze.Libtorch;

/// <summary>Draws from a seed without disturbing anybody else's random numbers: libtorch has one generator for the whole process.</summary>
internal static class RandomState
{
    /// <summary>Held by whoever draws numbers that have to come out the same again, or changes the generator's state.</summary>
    public static object Gate { get; } = new();

    /// <summary>Runs some work from a seed, then puts the random state back; without a seed the work draws from the process's state.</summary>
    public static T Seeded<T>(long? seed, Func<T> work)
    {
        lock (Gate)
        {
            if (seed is not null)
                return Undisturbed(() =>
                {
                    manual_seed(seed.Value);
                    return work();
                });
            RandomStream.SetAside();
            return work();
        }
    }

    /// <summary>Runs some work, then puts the random state back.</summary>
    public static T Undisturbed<T>(Func<T> work)
    {
        lock (Gate)
        {
            using var before = random.get_rng_state();
            try
            {
                return work();
            }
            finally
            {
                random.set_rng_state(before);
            }
        }
    }
}
