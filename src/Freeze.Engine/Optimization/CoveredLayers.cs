namespace Freeze.Optimization;

/// <summary>Says in few names which part of a model a set of parameters is.</summary>
internal static class CoveredLayers
{
    /// <summary>The highest modules that lie in the set whole, and single parameters elsewhere.</summary>
    /// <param name="chosen">The parameters of the set.</param>
    /// <param name="all">Every parameter of the model.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> chosen, IReadOnlyList<string> all)
    {
        var members = chosen.ToHashSet();
        var broken = new HashSet<string>();
        foreach (var name in all.Where(name => !members.Contains(name)))
            broken.UnionWith(Above(name));
        var result = new List<string>();
        foreach (var name in all.Where(members.Contains))
        {
            var whole = Above(name).FirstOrDefault(module => !broken.Contains(module)) ?? name;
            if (result.Count == 0 || result[^1] != whole)
                result.Add(whole);
        }

        return result.Distinct().ToArray();
    }

    // The modules above a parameter, highest first.
    private static IEnumerable<string> Above(string name)
    {
        for (var dot = name.IndexOf('.'); dot > 0; dot = name.IndexOf('.', dot + 1))
            yield return name[..dot];
    }
}
