namespace Freeze.WeightFiles.Reading;

/// <summary>The prefix whose removal makes most of the stored names into expected ones.</summary>
/// <param name="Prefix">The prefix, ending in a dot, or empty.</param>
/// <param name="Matches">How many expected names are found under it.</param>
/// <param name="Rival">Another prefix under which as many are found, where neither is the empty one.</param>
internal sealed record PrefixFit(string Prefix, int Matches, string? Rival)
{
    /// <summary>Finds it by looking up the rest of each name behind each of its dots.</summary>
    public static PrefixFit Find(IEnumerable<string> names, IReadOnlySet<string> expected)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            for (var start = 0; start >= 0 && start < name.Length; start = name.IndexOf('.', start) is var dot and >= 0 ? dot + 1 : -1)
            {
                if (expected.Contains(start == 0 ? name : name[start..]))
                    counts[name[..start]] = counts.GetValueOrDefault(name[..start]) + 1;
            }
        }

        if (counts.Count == 0)
            return new PrefixFit("", 0, null);
        var most = counts.Values.Max();
        var best = counts.Where(pair => pair.Value == most).Select(pair => pair.Key).ToArray();
        return best.Contains("") ? new PrefixFit("", most, null) : new PrefixFit(best[0], most, best.Length > 1 ? best[1] : null);
    }
}
