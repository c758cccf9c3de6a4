namespace Freeze.Data;

/// <summary>The order in which an epoch takes its samples.</summary>
internal static class ShuffleOrder
{
    /// <summary>A permutation of 0 to count - 1 that depends on seed and epoch alone, on every machine.</summary>
    public static int[] Of(long seed, int epoch, int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var state = Mix((ulong)seed ^ Mix((ulong)epoch));
        for (var i = count - 1; i > 0; i--)
        {
            state += 0x9E3779B97F4A7C15;
            var other = (int)(((UInt128)Mix(state) * (ulong)(i + 1)) >> 64);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    // SplitMix64 (Steele, Lea and Flood, 2014).
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
