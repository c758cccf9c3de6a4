using Freeze.Tensors;

namespace Freeze.Optimization;

/// <summary>Merges an algorithm's defaults, the optimizer's settings and a group's into the options in force.</summary>
internal static class OptionMerging
{
    /// <summary>The options of one group.</summary>
    /// <param name="definition">The group's algorithm.</param>
    /// <param name="inherited">The optimizer's settings; what the algorithm does not take of them is left out.</param>
    /// <param name="own">The group's settings.</param>
    /// <param name="subject">What the messages call the group.</param>
    /// <exception cref="FreezeException">GroupRuleInvalid: an option foreign to the algorithm, or of the wrong type. OptionInvalid: a value outside its domain.</exception>
    public static OptionSet Merge(AlgorithmDefinition definition, OptimizerSettings inherited, OptimizerSettings own, string subject)
    {
        var values = new Dictionary<string, object?>(definition.Defaults.Values);
        Lay(values, definition, inherited, subject, foreignIsError: false);
        var before = new Dictionary<string, object?>(values);
        Lay(values, definition, own, subject, foreignIsError: true);

        // PyTorch ignores an inherited nesterov in a group without momentum; only stating both is a contradiction.
        if (values.TryGetValue("momentum", out var momentum) && momentum is 0.0 && before.GetValueOrDefault("nesterov") is true && own.Nesterov is null && !own.Option.ContainsKey("nesterov"))
            values["nesterov"] = false;
        var merged = new OptionSet(values);
        if (definition.Conflict(merged) is { } conflict)
            throw new FreezeException(ErrorCode.OptionInvalid, subject, $"{Sentence(subject)}: {conflict}", "Change one of the two.");
        return merged;
    }

    /// <summary>Checks settings that must all belong to one algorithm.</summary>
    public static OptionSet Check(AlgorithmDefinition definition, OptimizerSettings settings, string subject) =>
        Merge(definition, OptimizerSettings.None, settings, subject);

    private static void Lay(Dictionary<string, object?> values, AlgorithmDefinition definition, OptimizerSettings settings, string subject, bool foreignIsError)
    {
        foreach (var (key, option, value) in settings.Stated())
        {
            if (AlgorithmDefinition.Pairs.TryGetValue(option, out var parts) && definition.Find(parts.First) is { } first)
            {
                var pair = OptionReading.Pair(value) ?? throw WrongType(subject, key, "two numbers", value);
                values[first.Name] = Read(first, pair.First, key, subject);
                values[parts.Second] = Read(definition.Find(parts.Second)!, pair.Second, key, subject);
            }
            else if (definition.Find(option) is { } single)
            {
                values[single.Name] = Read(single, value, key, subject);
            }
            else if (foreignIsError)
            {
                throw Foreign(definition, key, subject);
            }
        }
    }

    private static object? Read(OptionDefinition definition, object? value, string key, string subject)
    {
        var read = OptionReading.Convert(definition, value, out var expected);
        if (expected is not null)
            throw WrongType(subject, key, expected, value);
        if (read is double number && !double.IsFinite(number))
            throw OutOfDomain(subject, key, "a finite number", value);
        if (read is not null && definition.IsValid?.Invoke(read) == false)
            throw OutOfDomain(subject, key, definition.Domain!, value);
        return read;
    }

    private static FreezeException Foreign(AlgorithmDefinition definition, string key, string subject)
    {
        var names = definition.ArgumentNames();
        return new FreezeException(ErrorCode.GroupRuleInvalid, subject,
            $"{Sentence(subject)}: {definition.Algorithm} has no option '{key}'.{NearestNames.Suggest(key, names)}",
            $"{definition.Algorithm} takes {string.Join(", ", names)}.");
    }

    private static FreezeException WrongType(string subject, string key, string expected, object? value) => new(ErrorCode.GroupRuleInvalid, subject,
        $"{Sentence(subject)}: {key} must be {expected}, not {OptionReading.Describe(value)}.", $"Give {key} as {expected}{(value is string && expected.Contains("number", StringComparison.Ordinal) ? ", without quotation marks" : "")}.");

    private static FreezeException OutOfDomain(string subject, string key, string domain, object? value) => new(ErrorCode.OptionInvalid, subject,
        $"{Sentence(subject)}: {key} is {OptionReading.Describe(value)}, but must be {domain}.", $"Give {key} {domain}.");

    private static string Sentence(string subject) => char.ToUpperInvariant(subject[0]) + subject[1..];
}
