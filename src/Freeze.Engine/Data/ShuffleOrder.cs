using Freeze.Tensors;

namespace Freeze.Data;

/// <summary>The order in which an epoch takes its samples.</summary>
internal static class ShuffleOrder
{
    /// <summary>A permutation of 0 to count - 1 that depends on seed and epoch alone, on every machine.</summary>
    public static int[] Of(long seed, int epoch, int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var random = new SplitMix(SplitMix.Mix((ulong)seed ^ SplitMix.Mix((ulong)epoch)));
        for (var i = count - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
