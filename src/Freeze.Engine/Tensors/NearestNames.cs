namespace Freeze.Tensors;

/// <summary>Finds the names a user may have meant.</summary>
public static class NearestNames
{
    /// <summary>Up to <paramref name="count"/> of <paramref name="candidates"/>, nearest first, by edit distance; none that is nothing alike.</summary>
    public static IReadOnlyList<string> Find(string wanted, IEnumerable<string> candidates, int count = 3) =>
        candidates.Distinct()
            .Select(name => (Name: name, Distance: Distance(wanted.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(pair => pair.Distance <= Math.Max(2, Math.Max(wanted.Length, pair.Name.Length) / 2))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Take(count).Select(pair => pair.Name).ToList();

    /// <summary>" Did you mean 'a', 'b'?" with a leading blank, or nothing where no candidate is near.</summary>
    public static string Suggest(string wanted, IEnumerable<string> candidates)
    {
        var near = Find(wanted, candidates);
        return near.Count == 0 ? "" : $" Did you mean {string.Join(", ", near.Select(name => $"'{name}'"))}?";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
