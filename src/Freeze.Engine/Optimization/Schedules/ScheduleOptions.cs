using System.Collections;
using System.Globalization;
using Freeze.Tensors;

namespace Freeze.Optimization.Schedules;

/// <summary>Reads a schedule's options by PyTorch's argument names.</summary>
internal sealed class ScheduleOptions
{
    private readonly Dictionary<string, object?> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _schedule;
    private readonly IReadOnlyList<string> _groups;

    /// <param name="schedule">The schedule's name, for messages.</param>
    /// <param name="options">The options, or null for none.</param>
    /// <param name="names">The names it may hold.</param>
    /// <param name="groups">The names of the groups.</param>
    /// <exception cref="FreezeException">OptionInvalid: an option of another name.</exception>
    public ScheduleOptions(string schedule, IDictionary? options, IReadOnlyList<string> names, IReadOnlyList<string> groups)
    {
        (_schedule, _groups) = (schedule, groups);
        foreach (DictionaryEntry entry in options ?? new Hashtable())
        {
            var name = entry.Key.ToString()!;
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new FreezeException(ErrorCode.OptionInvalid, name, $"The schedule {schedule} has no option '{name}'.{NearestNames.Suggest(name, names)}", $"{schedule} takes {string.Join(", ", names)}.");
            _entries[name] = entry.Value;
        }
    }

    /// <summary>Whether an option is stated.</summary>
    public bool Has(string name) => _entries.GetValueOrDefault(name) is not null;

    /// <summary>A number.</summary>
    public double Number(string name, double? otherwise = null, Func<double, bool>? valid = null, string domain = "a number")
    {
        if (Stated(name, otherwise) is not { } value)
            return otherwise!.Value;
        if (!OptionReading.IsNumber(value) || !double.IsFinite(ToDouble(value)) || valid?.Invoke(ToDouble(value)) == false)
            throw Wrong(name, domain, value);
        return ToDouble(value);
    }

    /// <summary>A number from 0 up.</summary>
    public double NotNegative(string name, double? otherwise = null) => Number(name, otherwise, value => value >= 0, "0 or more");

    /// <summary>A number above 0.</summary>
    public double Positive(string name, double? otherwise = null) => Number(name, otherwise, value => value > 0, "above 0");

    /// <summary>A whole number from <paramref name="least"/> up.</summary>
    public long Whole(string name, long? otherwise = null, long least = 1) =>
        (long)Number(name, otherwise, value => value >= least && value == Math.Floor(value), $"a whole number of {least} or more");

    /// <summary>A switch.</summary>
    public bool Flag(string name, bool otherwise) => Stated(name, otherwise) switch
    {
        null => otherwise,
        bool flag => flag,
        var other => throw Wrong(name, "$true or $false", other),
    };

    /// <summary>One of a few names.</summary>
    public string Choice(string name, string otherwise, params string[] choices) => Stated(name, otherwise) switch
    {
        null => otherwise,
        string text when choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } choice => choice,
        var other => throw Wrong(name, string.Join(" or ", choices.Select(choice => $"'{choice}'")), other),
    };

    /// <summary>Whole numbers in ascending order.</summary>
    public IReadOnlyList<long> Milestones(string name)
    {
        var value = Stated(name, null)!;
        var items = value is IEnumerable list and not string ? list.Cast<object?>().ToArray() : [value];
        if (items.Length == 0 || items.Any(item => !OptionReading.IsNumber(item) || ToDouble(item) is var number && (number < 0 || number != Math.Floor(number))))
            throw Wrong(name, "a list of whole numbers", value);
        return items.Select(item => (long)ToDouble(item)).Order().ToArray();
    }

    /// <summary>A number for all groups, a list with one for each, or a hashtable by group name.</summary>
    /// <param name="name">The option.</param>
    /// <param name="otherwise">What holds for a group that nothing is stated for; null where something must be.</param>
    public Func<ScheduledGroup, double> PerGroup(string name, Func<ScheduledGroup, double>? otherwise)
    {
        switch (Stated(name, otherwise))
        {
            case null:
                return otherwise!;
            case IDictionary table:
                var byName = new Dictionary<int, double>();
                foreach (DictionaryEntry entry in table)
                {
                    var index = _groups.ToList().FindIndex(group => group.Equals(entry.Key.ToString(), StringComparison.OrdinalIgnoreCase));
                    if (index < 0)
                        throw new FreezeException(ErrorCode.OptionInvalid, name, $"{_schedule}: {name} names the group '{entry.Key}', and there is none of that name.{NearestNames.Suggest(entry.Key.ToString()!, _groups)}", $"The groups are {string.Join(", ", _groups)}.");
                    byName[index] = Rate(name, entry.Value);
                }

                if (otherwise is null && byName.Count < _groups.Count)
                    throw Wrong(name, "a rate for each group", table);
                return group => byName.TryGetValue(group.Index, out var rate) ? rate : otherwise!(group);
            case IEnumerable list and not string:
                var rates = list.Cast<object?>().Select(item => Rate(name, item)).ToArray();
                if (rates.Length != _groups.Count)
                    throw new FreezeException(ErrorCode.OptionInvalid, name, $"{_schedule}: {name} holds {rates.Length} values for {_groups.Count} groups.", $"Give one value for all, or one for each of {string.Join(", ", _groups)}.");
                return group => rates[group.Index];
            case var single:
                var rate = Rate(name, single);
                return _ => rate;
        }
    }

    private double Rate(string name, object? value) => OptionReading.IsNumber(value) && ToDouble(value) is >= 0 and < double.PositiveInfinity ? ToDouble(value) : throw Wrong(name, "0 or more", value);

    private object? Stated(string name, object? otherwise)
    {
        var value = _entries.GetValueOrDefault(name);
        if (value is null && otherwise is null)
            throw new FreezeException(ErrorCode.OptionInvalid, name, $"The schedule {_schedule} needs the option '{name}'.", $"Add it to -ScheduleOption, such as @{{ {name} = ... }}.");
        return value;
    }

    private static double ToDouble(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private FreezeException Wrong(string name, string expected, object? value) =>
        new(ErrorCode.OptionInvalid, name, $"{_schedule}: {name} is {OptionReading.Describe(value)}, but must be {expected}.", $"Give {name} as {expected}.");
}
