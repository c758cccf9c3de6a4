namespace Freeze.Optimization.State;

/// <summary>Places several runs of neighbours side by side without overlap.</summary>
/// <param name="starts">Where each run may begin.</param>
/// <param name="lengths">How long each is.</param>
/// <param name="count">How many places there are.</param>
internal sealed class RunPlacement(int[][] starts, int[] lengths, int count)
{
    // A file can ask for more ways than anybody could try; an honest one needs a handful.
    private const int MostTrials = 10_000;

    private readonly bool[] _taken = new bool[count];
    private readonly int[] _chosen = new int[starts.Length];
    private readonly List<int[]> _found = [];
    private int _trials;

    /// <summary>The first ways found: where each run begins.</summary>
    /// <param name="most">How many ways to look for.</param>
    public IReadOnlyList<int[]> Solutions(int most)
    {
        // No more runs than places, or recursion would go as deep as a file likes.
        if (starts.Length > 0 && starts.Length <= count)
            Place(0, most);
        return _found;
    }

    private void Place(int run, int most)
    {
        if (run == starts.Length)
        {
            _found.Add([.. _chosen]);
            return;
        }

        foreach (var start in starts[run])
        {
            if (_found.Count >= most || ++_trials > MostTrials)
                return;
            var places = _taken.AsSpan(start, lengths[run]);
            if (places.Contains(true))
                continue;
            places.Fill(true);
            _chosen[run] = start;
            Place(run + 1, most);
            _taken.AsSpan(start, lengths[run]).Clear();
        }
    }
}
