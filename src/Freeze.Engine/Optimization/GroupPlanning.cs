using Freeze.Tensors;

namespace Freeze.Optimization;

/// <summary>Makes a <see cref="GroupPlan"/> from a request.</summary>
internal sealed class GroupPlanning
{
    private readonly GroupPlanRequest _request;
    private readonly GroupMembers _members;
    private readonly LayerwiseRates _rates;
    private readonly Dictionary<string, ParameterShape> _shapes;
    private readonly HashSet<string> _taken;

    public GroupPlanning(GroupPlanRequest request)
    {
        _request = request;
        _members = new GroupMembers(request.Parameters, request.Aliases);
        _rates = new LayerwiseRates(request);
        _shapes = request.Parameters.ToDictionary(parameter => parameter.Name);
        _taken = new HashSet<string>(request.Rules.Select(rule => rule.Name), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Makes the plan.</summary>
    public GroupPlan Create()
    {
        var definition = AlgorithmCatalog.Of(_request.Algorithm);
        var ownOptions = OptionMerging.Check(definition, _request.Settings, "the optimizer");
        if (!(double.IsFinite(_request.AnchorDecay) && _request.AnchorDecay >= 0))
            throw new FreezeException(ErrorCode.OptionInvalid, "AnchorDecay", $"AnchorDecay is {OptionReading.Describe(_request.AnchorDecay)}, but must be 0 or more.", "Give AnchorDecay 0 or more.");

        var rules = _request.Rules;
        var (claimed, rest) = _members.Assign(rules);
        var withoutDecay = WithoutDecay();
        var groups = new List<PlannedGroup>();
        for (var i = 0; i < rules.Count; i++)
        {
            var algorithm = AlgorithmCatalog.Of(rules[i].Algorithm ?? _request.Algorithm);
            var options = OptionMerging.Merge(algorithm, _request.Settings, rules[i].Settings, $"group '{rules[i].Name}'");
            groups.AddRange(Split(rules[i].Name, algorithm, options, claimed[i], rules[i], withoutDecay));
        }

        var ignored = Array.Empty<string>() as IReadOnlyList<string>;
        if (rest.Count > 0 && _request.Remainder == Remainder.Error)
        {
            throw new FreezeException(ErrorCode.ParameterInNoGroup, rest[0], $"{rest.Count} parameters are in no group: {string.Join(", ", rest.Take(5))}{(rest.Count > 5 ? ", ..." : "")}.",
                "Add a group that names them, or let them go into the group 'default' with -Remainder Default.");
        }

        if (_request.Remainder == Remainder.Ignore)
            ignored = rest;
        else if (rest.Count > 0)
            groups.AddRange(Split(GroupPlan.DefaultGroup, definition, ownOptions, rest, null, withoutDecay));
        CheckNames(groups);
        CheckSingleGroup(groups);
        if (_request.AnchorDecay > 0 && groups.Any(group => group.Algorithm == OptimizerAlgorithm.LBFGS))
            throw new FreezeException(ErrorCode.OptionInvalid, "AnchorDecay", "AnchorDecay changes the gradient and not the loss, which LBFGS compares.", "Use another algorithm, or no AnchorDecay.");
        return new GroupPlan(_request.Algorithm, groups, ignored, _request.AnchorDecay);
    }

    private IEnumerable<PlannedGroup> Split(string name, AlgorithmDefinition definition, OptionSet options, IReadOnlyList<string> parameters, GroupSpecification? rule, IReadOnlySet<string> withoutDecay)
    {
        var decays = options.Has("weight_decay") && options.Number("weight_decay") != 0;
        var parts = parameters.GroupBy(parameter => (Stage: _rates.StageOf(parameter, rule), NoDecay: decays && withoutDecay.Contains(parameter)))
            .OrderBy(part => part.Key.Stage).ThenBy(part => part.Key.NoDecay).ToArray();
        var stageMatters = parts.Select(part => part.Key.Stage).Distinct().Count() > 1;
        // A group whose parameters are all without decay needs no second name.
        var decayMatters = parts.Select(part => part.Key.NoDecay).Distinct().Count() > 1;
        foreach (var part in parts)
        {
            var own = options.With("lr", _rates.Rate(options.Number("lr"), part.Key.Stage, rule));
            if (part.Key.NoDecay)
                own = own.With("weight_decay", 0.0);
            yield return new PlannedGroup(PartName(name, stageMatters ? _rates.StageName(part.Key.Stage) : null, decayMatters && part.Key.NoDecay), definition.Algorithm, own, part.ToArray());
        }
    }

    private string PartName(string name, string? stage, bool noDecay)
    {
        // The stages of the rest are plain to see by their own names, unless a group of the user's has taken that name.
        var head = stage is not null && name == GroupPlan.DefaultGroup && !_taken.Contains(stage) ? stage : name;
        string?[] notes = [head == name ? stage : null, noDecay ? "no decay" : null];
        var noted = string.Join(", ", notes.Where(note => note is not null));
        return noted.Length == 0 ? head : $"{head} ({noted})";
    }

    private HashSet<string> WithoutDecay()
    {
        var names = new HashSet<string>();
        foreach (var entry in _request.NoDecay)
        {
            if (entry.Equals("bias", StringComparison.OrdinalIgnoreCase))
                names.UnionWith(_shapes.Keys.Where(IsBias));
            else if (entry.Equals("norm", StringComparison.OrdinalIgnoreCase))
                names.UnionWith(_request.NormalizationParameters ?? _shapes.Values.Where(shape => shape.Shape.Count == 1).Select(shape => shape.Name).ToHashSet());
            else
                names.UnionWith(_members.Cover([entry], "NoDecay", "bias", "norm"));
        }

        return names;
    }

    // PyTorch calls biases bias, in_proj_bias, bias_k, bias_ih_l0; a table of biases, as Swin has, is a weight.
    private static bool IsBias(string name) => DottedName.Local(name).Split('_') is ["bias", ..] or [.., "bias"];

    private static void CheckNames(IReadOnlyList<PlannedGroup> groups)
    {
        foreach (var same in groups.GroupBy(group => group.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
            throw new FreezeException(ErrorCode.GroupRuleInvalid, same.Key, $"Two groups are called '{same.Key}'.", "Give one of them another Name.");
    }

    private static void CheckSingleGroup(IReadOnlyList<PlannedGroup> groups)
    {
        if (groups.Count > 1 && groups.Any(group => group.Algorithm == OptimizerAlgorithm.LBFGS))
            throw new FreezeException(ErrorCode.GroupRuleInvalid, nameof(OptimizerAlgorithm.LBFGS), $"LBFGS takes all parameters together in one group, and there are {groups.Count}.", "Use it without groups, or another algorithm.");
    }
}
