using Freeze.Optimization.Algorithms;
using Freeze.Optimization.State;

namespace Freeze.Optimization;

/// <summary>What an algorithm is called, which options it takes, and how its update rule is made.</summary>
internal sealed class AlgorithmDefinition
{
    /// <summary>Arguments that PyTorch takes in twos, and the names of their parts here.</summary>
    public static readonly IReadOnlyDictionary<string, (string First, string Second)> Pairs = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase)
    {
        ["betas"] = ("beta1", "beta2"),
        ["etas"] = ("etaminus", "etaplus"),
        ["step_sizes"] = ("step_size_min", "step_size_max"),
    };

    private readonly Dictionary<string, OptionDefinition> _options;

    /// <param name="algorithm">Its name.</param>
    /// <param name="createRule">Makes the update rule of one group.</param>
    /// <param name="options">Its options with PyTorch's defaults, the learning rate first.</param>
    public AlgorithmDefinition(OptimizerAlgorithm algorithm, Func<UpdateRule> createRule, params OptionDefinition[] options)
    {
        Algorithm = algorithm;
        CreateRule = createRule;
        _options = options.ToDictionary(option => option.Name, StringComparer.OrdinalIgnoreCase);
        Defaults = new OptionSet(options.ToDictionary(option => option.Name, option => option.Default));
        MomentumOption = _options.ContainsKey("momentum") ? "momentum" : _options.ContainsKey("beta1") ? "beta1" : null;
    }

    /// <summary>Its name.</summary>
    public OptimizerAlgorithm Algorithm { get; }

    /// <summary>Makes the update rule of one group.</summary>
    public Func<UpdateRule> CreateRule { get; }

    /// <summary>PyTorch's defaults.</summary>
    public OptionSet Defaults { get; }

    /// <summary>The option that OneCycle and Cyclic move: <c>momentum</c>, or <c>beta1</c>; null where there is none.</summary>
    public string? MomentumOption { get; }

    /// <summary>What it remembers of a parameter.</summary>
    public required StateLayout State { get; init; }

    /// <summary>Says what is wrong with options that are each valid but do not go together, or null.</summary>
    public Func<OptionSet, string?> Conflict { get; init; } = _ => null;

    /// <summary>Finds an option, letter case apart.</summary>
    public OptionDefinition? Find(string name) => _options.GetValueOrDefault(name);

    /// <summary>PyTorch's argument names, pairs as one.</summary>
    public IReadOnlyList<string> ArgumentNames()
    {
        var names = new List<string>();
        foreach (var name in _options.Keys)
        {
            var pair = Pairs.FirstOrDefault(pair => pair.Value.First == name || pair.Value.Second == name).Key ?? name;
            if (!names.Contains(pair))
                names.Add(pair);
        }

        return names;
    }
}
