using Freeze.Layers;

namespace Freeze.Optimization;

/// <summary>Finds which parameters each rule claims.</summary>
internal sealed class GroupMembers(IReadOnlyList<ParameterShape> parameters, IReadOnlyDictionary<string, string> aliases)
{
    private readonly string[] _names = parameters.Select(parameter => parameter.Name).ToArray();
    private readonly string[] _allNames = [.. parameters.Select(parameter => parameter.Name), .. aliases.Keys];

    /// <summary>The parameters of each rule, in the model's order, and those of none.</summary>
    /// <exception cref="FreezeException">GroupRuleUnmatched or ParameterInTwoGroups.</exception>
    public (IReadOnlyList<IReadOnlyList<string>> Claimed, IReadOnlyList<string> Left) Assign(IReadOnlyList<GroupRule> rules)
    {
        var owner = new Dictionary<string, int>();
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var name in Select(rules[i]))
            {
                if (owner.TryGetValue(name, out var other))
                {
                    throw new FreezeException(ErrorCode.ParameterInTwoGroups, name, $"The parameter '{name}' is in two groups: '{rules[other].Name}' and '{rules[i].Name}'. It would be stepped twice.",
                        $"Take it out of one of them, such as with Except = '{name}'.");
                }

                owner[name] = i;
            }
        }

        var claimed = rules.Select((_, i) => (IReadOnlyList<string>)_names.Where(name => owner.TryGetValue(name, out var index) && index == i).ToArray()).ToArray();
        return (claimed, _names.Where(name => !owner.ContainsKey(name)).ToArray());
    }

    /// <summary>The parameters that patterns cover; every pattern must match.</summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="what">What the patterns belong to, for the message.</param>
    public IReadOnlySet<string> Cover(IEnumerable<string> patterns, string what)
    {
        var covered = new HashSet<string>();
        foreach (var pattern in patterns)
        {
            var matched = new LayerPattern(pattern).Select(_allNames);
            if (matched.Count == 0)
            {
                var near = NearestNames.Suggest(pattern, ModuleAndParameterNames());
                throw new FreezeException(ErrorCode.GroupRuleUnmatched, pattern, $"'{pattern}' of {what} matches no layer and no parameter.{near}", "Name layers as Get-ParameterReport lists them; wildcards such as '*.bias' work.");
            }

            covered.UnionWith(matched.Select(name => aliases.GetValueOrDefault(name, name)));
        }

        return covered;
    }

    private HashSet<string> Select(GroupRule rule)
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
