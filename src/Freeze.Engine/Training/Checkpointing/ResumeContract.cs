using System.Globalization;
using Freeze.Data;
using Freeze.Tensors;

namespace Freeze.Training.Checkpointing;

/// <summary>What makes a run the run that it is: everything that has to be the same for its numbers to come out the same, by the names that a person would use.</summary>
/// <remarks>A fact is one text, or a list of them where names are to be told apart.</remarks>
internal sealed class ResumeContract
{
    private const int Shown = 3;

    private readonly List<KeyValuePair<string, IReadOnlyList<string>>> _facts = [];

    /// <summary>The facts in the order in which they were stated.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> All => _facts;

    /// <summary>States a fact.</summary>
    /// <param name="name">What it is about, as in "batch size".</param>
    /// <param name="value">A number or text; null for none.</param>
    public ResumeContract State(string name, object? value) => State(name, [value switch
    {
        null => "none",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    }]);

    /// <summary>States a fact that is a list.</summary>
    public ResumeContract State(string name, IEnumerable<string> values)
    {
        _facts.Add(new(name, [.. values]));
        return this;
    }

    /// <summary>Takes in what was saved.</summary>
    public static ResumeContract From(IReadOnlyDictionary<string, IReadOnlyList<string>> saved)
    {
        var facts = new ResumeContract();
        foreach (var (name, values) in saved)
            facts.State(name, values);
        return facts;
    }

    /// <summary>Those about the data, or all others.</summary>
    /// <param name="data">Whether those about the data.</param>
    public ResumeContract Part(bool data)
    {
        var part = new ResumeContract();
        part._facts.AddRange(_facts.Where(fact => fact.Key.EndsWith("data", StringComparison.Ordinal) == data));
        return part;
    }

    /// <summary>As it is saved.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ToDictionary() => _facts.ToDictionary(fact => fact.Key, fact => fact.Value);

    /// <summary>What is not the same, a clause each; empty where everything is.</summary>
    /// <param name="saved">The facts of the saved run.</param>
    public IReadOnlyList<string> DifferencesFrom(ResumeContract saved)
    {
        var before = saved._facts.ToDictionary(fact => fact.Key, fact => fact.Value);
        var now = _facts.ToDictionary(fact => fact.Key, fact => fact.Value);
        // Where there is nothing at all on one side, its parts need not be told one by one.
        var absent = before.Concat(now).Where(fact => fact.Value is ["none"]).Select(fact => $" of the {fact.Key}").ToHashSet();
        return [.. _facts.Concat(saved._facts).Select(fact => fact.Key).Distinct().Where(name => !absent.Any(name.EndsWith))
            .Select(name => Difference(name, before.GetValueOrDefault(name, []), now.GetValueOrDefault(name, []))).OfType<string>()];
    }

    private static string? Difference(string name, IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        if (before.SequenceEqual(now))
            return null;
        if (before.Concat(now).All(value => value.StartsWith(DatasetFacts.HashMark, StringComparison.Ordinal)))
            return $"other {name}";
        if (before.Count <= 1 && now.Count <= 1)
            return $"{name} was {(before.Count == 0 ? "none" : before[0])} and is {(now.Count == 0 ? "none" : now[0])}";
        // What is there under the same name both times says more than what is missing altogether.
        var gone = Telling(before.Except(now).ToList(), now);
        var come = Telling(now.Except(before).ToList(), before);
        if (gone.Count + come.Count == 0)
            return $"{name}: the order is another";
        return $"{name}: {string.Join("; ", new[] { Some("only in the checkpoint", gone), Some("only now", come) }.OfType<string>())}";
    }

    private static List<string> Telling(List<string> values, IReadOnlyList<string> others)
    {
        var names = others.Select(NameIn).ToHashSet();
        return [.. values.OrderBy(value => names.Contains(NameIn(value)) ? 0 : 1)];
    }

    private static string NameIn(string value) => value.IndexOfAny([' ', ':']) is var end and > 0 ? value[..end] : value;

    private static string? Some(string where, List<string> values) =>
        values.Count == 0 ? null : $"{where} {NameList.Shorten(values, Shown)}";
}
