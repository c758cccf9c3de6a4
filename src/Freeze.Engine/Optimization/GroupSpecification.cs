using System.Collections;
using Freeze.Tensors;

namespace Freeze.Optimization;

/// <summary>One optimizer group as a user states it: which layers, and what is different for them.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Layer">Patterns of the layers and parameters in it; at least one.</param>
/// <param name="Except">Patterns of what to leave out again.</param>
/// <param name="Algorithm">The group's own algorithm; null for the optimizer's.</param>
/// <param name="LearningRateScale">A factor on the optimizer's learning rate, in place of a rate.</param>
/// <param name="Settings">The options it states.</param>
public sealed record GroupSpecification(string Name, IReadOnlyList<string> Layer, IReadOnlyList<string> Except, OptimizerAlgorithm? Algorithm, double? LearningRateScale, OptimizerSettings Settings)
{
    private static readonly string[] Keys =
        ["Layer", "Except", "Name", "Algorithm", "LearningRate", "LearningRateScale", "Momentum", "Dampening", "Nesterov", "WeightDecay", "Beta1", "Beta2", "Epsilon", "Option"];

    /// <summary>Whether the user named the group; otherwise it is called after its patterns.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Reads a rule from a hashtable such as <c>@{ Layer = 'layer3'; LearningRate = 1e-3 }</c>. Letter case does not matter.</summary>
    /// <param name="table">The hashtable.</param>
    /// <exception cref="FreezeException">GroupRuleInvalid: an unknown key, a value of the wrong type, or no layer.</exception>
    public static GroupSpecification Parse(IDictionary table)
    {
        var entries = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            var key = entry.Key.ToString()!;
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new FreezeException(ErrorCode.GroupRuleInvalid, key, $"A group has no key '{key}'.{NearestNames.Suggest(key, Keys)}", $"The keys are {string.Join(", ", Keys)}; anything else that the algorithm takes goes into Option.");
            entries[key] = entry.Value;
        }

        var reader = new GroupSpecificationReader(entries);
        var layers = reader.Names("Layer");
        if (layers.Count == 0)
            throw new FreezeException(ErrorCode.GroupRuleInvalid, null, "A group names no layer.", "Give it Layer, such as @{ Layer = 'layer3'; LearningRate = 1e-3 }.");
        var name = reader.Name("Name");
        var rule = new GroupSpecification(name ?? string.Join(", ", layers), layers, reader.Names("Except"), reader.Algorithm("Algorithm"), reader.Number("LearningRateScale"), new OptimizerSettings
        {
            LearningRate = reader.Number("LearningRate"), Momentum = reader.Number("Momentum"), Dampening = reader.Number("Dampening"), Nesterov = reader.Flag("Nesterov"),
            WeightDecay = reader.Number("WeightDecay"), Beta1 = reader.Number("Beta1"), Beta2 = reader.Number("Beta2"), Epsilon = reader.Number("Epsilon"), Option = reader.Table("Option"),
        }) { IsNamed = name is not null };
        if (rule.LearningRateScale is not null && (rule.Settings.LearningRate is not null || rule.Settings.Option.ContainsKey("lr")))
            throw new FreezeException(ErrorCode.GroupRuleInvalid, rule.Name, $"Group '{rule.Name}' states both LearningRate and LearningRateScale.", "Keep one of the two.");
        if (rule.LearningRateScale is { } scale && !(double.IsFinite(scale) && scale >= 0))
            throw new FreezeException(ErrorCode.OptionInvalid, rule.Name, $"Group '{rule.Name}': LearningRateScale is {OptionReading.Describe(scale)}, but must be 0 or more.", "Give a factor of 0 or more.");
        return rule;
    }
}
