namespace Freeze.Optimization.State;

/// <summary>Assigns the groups of a file to groups of an optimizer, one to one.</summary>
/// <param name="count">Groups of the file.</param>
/// <param name="targets">Groups of the optimizer.</param>
/// <param name="fits">Whether a group of the file may be one of the optimizer's.</param>
internal sealed class GroupMatching(int count, int targets, Func<int, int, bool> fits)
{
    // A file can ask for more ways than anybody could try; an honest one needs a handful.
    private const int MostTrials = 10_000;

    private readonly int[] _chosen = new int[count];
    private readonly bool[] _taken = new bool[targets];
    private readonly List<int[]> _found = [];
    private int _trials;

    /// <summary>The first two assignments; one alone is the only one. None where there are too many to try.</summary>
    public IReadOnlyList<int[]> Solutions()
    {
        Assign(0);
        return _trials > MostTrials ? [] : _found;
    }

    private void Assign(int group)
    {
        if (group == count)
        {
            _found.Add([.. _chosen]);
            return;
        }

        for (var target = 0; target < targets && _found.Count < 2 && ++_trials <= MostTrials; target++)
        {
            if (_taken[target] || !fits(group, target))
                continue;
            _taken[target] = true;
            _chosen[group] = target;
            Assign(group + 1);
            _taken[target] = false;
        }
    }
}
