using Freeze.Freezing;
using Freeze.Tensors;

namespace Freeze.Optimization;

/// <summary>Finds which parameters each rule claims.</summary>
internal sealed class GroupMembers(IReadOnlyList<ParameterShape> parameters, IReadOnlyDictionary<string, string> aliases)
{
    private readonly string[] _names = parameters.Select(parameter => parameter.Name).ToArray();
    private readonly string[] _allNames = [.. parameters.Select(parameter => parameter.Name), .. aliases.Keys];

    /// <summary>The parameters of each rule, in the model's order, and those of none.</summary>
    /// <exception cref="FreezeException">GroupRuleUnmatched or ParameterInTwoGroups.</exception>
    public (IReadOnlyList<IReadOnlyList<string>> Claimed, IReadOnlyList<string> Left) Assign(IReadOnlyList<GroupSpecification> rules)
    {
        var claims = rules.Select(Select).ToArray();
        var owner = new Dictionary<string, int>();
        var shared = new List<(string Name, int First, int Second)>();
        for (var i = 0; i < rules.Count; i++)
            shared.AddRange(_names.Where(claims[i].Contains).Where(name => !owner.TryAdd(name, i)).Select(name => (name, owner[name], i)));
        if (shared.Count > 0)
            throw Shared(rules, claims, shared);
        var claimed = claims.Select(claim => (IReadOnlyList<string>)_names.Where(claim.Contains).ToArray()).ToArray();
        return (claimed, _names.Where(name => !owner.ContainsKey(name)).ToArray());
    }

    // Mostly it is a group for the rest of the model that holds the layers of the other groups too.
    private FreezeException Shared(IReadOnlyList<GroupSpecification> rules, IReadOnlyList<HashSet<string>> claims, IReadOnlyList<(string Name, int First, int Second)> shared)
    {
        var (name, first, second) = shared[0];
        var wide = claims[first].Count >= claims[second].Count ? first : second;
        var inWide = shared.Where(one => one.First == wide || one.Second == wide).ToArray();
        var layers = new CoveredLayers(_names).Of(inWide.Select(one => one.Name));
        var others = inWide.Select(one => one.First == wide ? one.Second : one.First).Distinct().ToArray();
        var more = inWide.Length == 1 ? "" : $", and so is all of {string.Join(", ", layers)} ({string.Join(", ", others.Select(other => $"'{rules[other].Name}'"))})";
        var except = $"Except = {string.Join(", ", layers.Select(layer => $"'{layer}'"))}";
        var holdsAll = others.All(other => claims[other].IsProperSubsetOf(claims[wide]));
        return new FreezeException(ErrorCode.ParameterInTwoGroups, name,
            $"The parameter '{name}' is in two groups: '{rules[first].Name}' and '{rules[second].Name}'{more}. What is in two groups would be stepped twice.",
            holdsAll ? $"Leave out the group '{rules[wide].Name}': what no group names goes to the group 'default' by itself, with the optimizer's own settings. Or give '{rules[wide].Name}' {except}."
                : $"Take it out of one of them, such as with {except} in '{rules[wide].Name}'.");
    }

    /// <summary>The parameters that patterns cover; every pattern must match.</summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="what">What the patterns belong to, for the message.</param>
    /// <param name="words">Further words that the user may have meant.</param>
    public IReadOnlySet<string> Cover(IEnumerable<string> patterns, string what, params string[] words)
    {
        var covered = new HashSet<string>();
        foreach (var pattern in patterns)
        {
            var matched = new LayerPattern(pattern).Select(_allNames);
            if (matched.Count == 0)
            {
                var near = NearestNames.Suggest(pattern, ModuleAndParameterNames().Concat(words));
                throw new FreezeException(ErrorCode.GroupRuleUnmatched, pattern, $"'{pattern}' of {what} matches no layer and no parameter.{near}", "Name layers as Get-ParameterReport lists them; wildcards such as '*.bias' work.");
            }

            covered.UnionWith(matched.Select(name => aliases.GetValueOrDefault(name, name)));
        }

        return covered;
    }

    private HashSet<string> Select(GroupSpecification rule)
    {
        var selected = new HashSet<string>(Cover(rule.Layer, $"group '{rule.Name}'"));
        selected.ExceptWith(Cover(rule.Except, $"Except of group '{rule.Name}'"));
        if (selected.Count == 0)
            throw new FreezeException(ErrorCode.GroupRuleUnmatched, rule.Name, $"Group '{rule.Name}' is empty: Except takes out everything that Layer names.", "Narrow Except.");
        return selected;
    }

    private IEnumerable<string> ModuleAndParameterNames()
    {
        foreach (var name in _allNames)
        {
            yield return name;
            for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
                yield return name[..dot];
        }
    }
}
