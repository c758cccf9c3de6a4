using Freeze.Optimization.Algorithms;

namespace Freeze.Optimization;

/// <summary>Every algorithm and its options.</summary>
public static class AlgorithmCatalog
{
    private static readonly IReadOnlyDictionary<OptimizerAlgorithm, AlgorithmDefinition> Definitions = new[]
    {
        SgdRule.Definition, AdamRule.Adam, AdamRule.AdamW, RmsPropRule.Definition, AdagradRule.Definition, AdadeltaRule.Definition,
        AdamaxRule.Definition, NAdamRule.Definition, RAdamRule.Definition, AsgdRule.Definition, RpropRule.Definition, LbfgsRule.Definition,
    }.ToDictionary(definition => definition.Algorithm);

    /// <summary>PyTorch's argument names of an algorithm: what a group's <c>Option</c> may hold.</summary>
    public static IReadOnlyList<string> ArgumentNames(OptimizerAlgorithm algorithm) => Of(algorithm).ArgumentNames();

    /// <summary>The definition of an algorithm.</summary>
    internal static AlgorithmDefinition Of(OptimizerAlgorithm algorithm) => Definitions[algorithm];
}
