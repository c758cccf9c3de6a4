using System.Diagnostics;

namespace Freeze.Benchmarks;

/// <summary>Times several ways of doing a thing in turns, so that what else happens on the machine hits all of them.</summary>
internal static class Interleaved
{
    /// <summary>Runs each way once a round, in alternating order, and returns each one's median in milliseconds.</summary>
    /// <param name="warmUp">Rounds that do not count.</param>
    /// <param name="rounds">Rounds that do.</param>
    /// <param name="ways">What to time.</param>
    public static double[] Medians(int warmUp, int rounds, params Action[] ways)
    {
        var times = ways.Select(_ => new List<double>()).ToArray();
        for (var round = -warmUp; round < rounds; round++)
        {
            var order = Enumerable.Range(0, ways.Length);
            foreach (var way in round % 2 == 0 ? order : order.Reverse())
            {
                var start = Stopwatch.GetTimestamp();
                ways[way]();
                if (round >= 0)
                    times[way].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return [.. times.Select(Median)];
    }

    /// <summary>The middle of some figures.</summary>
    public static double Median(List<double> figures)
    {
        figures.Sort();
        var middle = figures.Count / 2;
        return figures.Count % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }
}
