namespace Freeze.Freezing;

/// <summary>Names of a model that mean the same tensor, such as an embedding that is the output layer's weight too.</summary>
internal sealed class TiedParameters
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _families;

    public TiedParameters(ModelOutline model) => _families = model.Parameters.Any(parameter => parameter.AliasOf is not null)
        ? model.Parameters.GroupBy(parameter => parameter.Tensor, parameter => parameter.Name)
            .Where(family => family.Skip(1).Any())
            .SelectMany(family => family.Select(name => (name, Family: (IReadOnlyList<string>)[.. family])))
            .ToDictionary(pair => pair.name, pair => pair.Family)
        : new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The names, and all others of the same tensors.</summary>
    public IReadOnlySet<string> WithOtherNames(IEnumerable<string> names)
    {
        var all = names.ToHashSet();
        if (_families.Count > 0)
            all.UnionWith(all.Where(_families.ContainsKey).SelectMany(name => _families[name]).ToList());
        return all;
    }

    /// <summary>A sentence for each tensor of which some names were given and others not.</summary>
    /// <param name="given">The names as a request gave them.</param>
    /// <param name="what">What happens to them: frozen, unfrozen.</param>
    public IEnumerable<string> Explain(IReadOnlySet<string> given, string what) => _families.Values.Distinct()
        .Where(family => family.Any(given.Contains) && !family.All(given.Contains))
        .Select(family => $"{string.Join(", ", family.Where(given.Contains))} is the same tensor as {string.Join(", ", family.Where(name => !given.Contains(name)))}: "
            + $"{(family.Count == 2 ? "both are" : "all are")} {what}.");
}
