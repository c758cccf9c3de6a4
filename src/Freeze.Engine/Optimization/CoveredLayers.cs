namespace Freeze.Optimization;

/// <summary>Says in few names which part of a model a set of parameters is. Made once a model, so that a thousand groups cost no more than their parameters.</summary>
internal sealed class CoveredLayers
{
    private readonly Dictionary<string, int> _positions = [];
    private readonly Dictionary<string, int> _sizes = [];

    /// <param name="all">Every parameter of the model, in its order.</param>
    public CoveredLayers(IEnumerable<string> all)
    {
        foreach (var name in all)
        {
            _positions[name] = _positions.Count;
            Count(_sizes, name);
        }
    }

    /// <summary>The highest modules that lie in a set whole, and single parameters elsewhere.</summary>
    /// <param name="chosen">The parameters of the set.</param>
    public IReadOnlyList<string> Of(IEnumerable<string> chosen)
    {
        var names = chosen.Distinct().OrderBy(name => _positions[name]).ToArray();
        var inside = new Dictionary<string, int>();
        foreach (var name in names)
            Count(inside, name);
        return [.. names.Select(name => Above(name).FirstOrDefault(module => inside[module] == _sizes[module]) ?? name).Distinct()];
    }

    private static void Count(Dictionary<string, int> modules, string parameter)
    {
        foreach (var module in Above(parameter))
            modules[module] = modules.GetValueOrDefault(module) + 1;
    }

    // The modules above a parameter, highest first.
    private static IEnumerable<string> Above(string name)
    {
        for (var dot = name.IndexOf('.'); dot > 0; dot = name.IndexOf('.', dot + 1))
            yield return name[..dot];
    }
}
