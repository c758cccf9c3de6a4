namespace Freeze.Training;

/// <summary>Reads suggestions off the losses of a sweep over learning rates.</summary>
internal static class LossCurve
{
    // The first steps say where the running mean began, the last ones that the loss has run away.
    private const double Beginning = 0.1;
    private const int End = 5;
    private const int Spread = 20;

    /// <summary>The point in the middle of the longest fall: the longest series of points, not all of them neighbours, each of which is below the one before.</summary>
    /// <returns>Its position; null where the loss never falls.</returns>
    public static int? Valley(IReadOnlyList<double> losses)
    {
        var (first, count) = Middle(losses);
        var lengths = new int[count];
        var best = 0;
        for (var i = 0; i < count; i++)
        {
            lengths[i] = 1;
            for (var j = 0; j < i; j++)
            {
                if (losses[first + i] < losses[first + j])
                    lengths[i] = Math.Max(lengths[i], lengths[j] + 1);
            }

            if (lengths[i] > lengths[best])
                best = i;
        }

        // Counted back from its end as though without gaps: what lies far before is noise on the plateau.
        return count == 0 || lengths[best] < 2 ? null : first + best - lengths[best] / 2;
    }

    /// <summary>The point around which the loss falls most; rates rise by the same factor from point to point. The fall is measured over some points, since a single step is mostly noise.</summary>
    /// <returns>Its position; null where the loss never falls.</returns>
    public static int? Steepest(IReadOnlyList<double> losses)
    {
        var (first, count) = Middle(losses);
        var reach = Math.Max(1, losses.Count / Spread);
        double Fall(int i) => losses[Math.Max(first, i - reach)] - losses[Math.Min(first + count - 1, i + reach)];
        var best = Enumerable.Range(first, count).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? 0 : Fall(i));
        return best >= 0 && Fall(best) > 0 ? best : null;
    }

    private static (int First, int Count) Middle(IReadOnlyList<double> losses)
    {
        var first = (int)(losses.Count * Beginning);
        var last = losses.Count > 3 * End ? losses.Count - End : losses.Count;
        // Behind its lowest point the loss is running away, and what falls there has leapt up before.
        var lowest = Enumerable.Range(first, Math.Max(0, last - first)).DefaultIfEmpty(first).MinBy(i => i < losses.Count ? losses[i] : 0);
        return (first, Math.Max(0, Math.Min(last, lowest + 1) - first));
    }
}
