using System.Globalization;

namespace Freeze.Data;

/// <summary>Which samples of a source are used, and what their labels become.</summary>
/// <param name="Indices">Numbers of the samples in the source.</param>
/// <param name="Labels">Class numbers for them; null where there are none.</param>
/// <param name="Classes">Names of the classes; null where unknown.</param>
internal sealed record SampleSelection(int[] Indices, int[]? Labels, IReadOnlyList<string>? Classes)
{
    /// <summary>Keeps the wanted classes in the order given, then the first samples.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="source">The samples.</param>
    /// <param name="options">What is wanted.</param>
    /// <exception cref="FreezeException">OptionInvalid, DatasetInvalid.</exception>
    public static SampleSelection Make(string path, SampleSource source, DatasetOptions options) => Make(path, source.Count, source.Labels, source.Classes, options);

    /// <summary>Keeps the wanted classes in the order given, then the first samples.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="count">Samples that there are.</param>
    /// <param name="labels">Their class numbers.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="options">What is wanted.</param>
    /// <exception cref="FreezeException">OptionInvalid, DatasetInvalid.</exception>
    public static SampleSelection Make(string path, int count, int[]? labels, IReadOnlyList<string>? classes, DatasetOptions options)
    {
        if (options.First is < 1)
            throw new FreezeException(ErrorCode.OptionInvalid, "First", $"-First is {options.First}.", "Give it a number of at least 1.");
        var indices = Enumerable.Range(0, count);
        if (options.Class.Count > 0)
        {
            if (labels is not { } given)
                throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no class labels to select by.", "Leave out -Class.");
            var numbers = Renumber(path, given, classes, options.Class);
            indices = indices.Where(index => numbers.ContainsKey(given[index]));
            labels = Array.ConvertAll(given, label => numbers.GetValueOrDefault(label, -1));
            classes = classes is null ? [.. options.Class] : [.. numbers.OrderBy(pair => pair.Value).Select(pair => classes[pair.Key])];
        }

        int[] all = [.. indices];
        var kept = options.First is { } first ? Take(path, all, labels, first, options.Take ?? SampleTake.First) : all;
        return new SampleSelection(kept, labels is null ? null : Array.ConvertAll(kept, index => labels[index]), classes)
        {
            Remark = labels is not null && options.First > 1 ? ClassesLeftOut(all, kept, labels, classes, options.First.Value) : null,
        };
    }

    /// <summary>Warning about the choice of samples; null for none.</summary>
    public string? Remark { get; private init; }

    /// <summary>Some of the selected samples.</summary>
    /// <param name="samples">Their numbers in the selection.</param>
    public SampleSelection Take(int[] samples) =>
        new(Array.ConvertAll(samples, sample => Indices[sample]), Labels is null ? null : Array.ConvertAll(samples, sample => Labels[sample]), Classes) { Remark = Remark };

    private static int[] Take(string path, int[] all, int[]? labels, int first, SampleTake take)
    {
        if (take == SampleTake.First)
            return all.Length > first ? all[..first] : all;
        if (labels is null)
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no class labels to take samples evenly by.", "Leave out -Take Even.");
        return Array.ConvertAll(EvenSamples.Take(Array.ConvertAll(all, index => labels[index]), first), place => all[place]);
    }

    private static string? ClassesLeftOut(int[] all, int[] kept, int[] labels, IReadOnlyList<string>? classes, int first)
    {
        var there = all.Select(index => labels[index]).Distinct().Count();
        var taken = kept.Select(index => labels[index]).Distinct().ToList();
        if (taken.Count == there || taken.Count > 1 && first >= there)
            return null;
        return taken.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"The first {kept.Length} samples are all of class {Name(taken[0], classes)}, of {there} classes that there are. -Take Even takes them of every class.")
            : string.Create(CultureInfo.InvariantCulture, $"-First {first} is fewer than the {there} classes that there are: {there - taken.Count} of them have no sample.");
    }

    private static string Name(int label, IReadOnlyList<string>? classes) =>
        classes is not null && label >= 0 && label < classes.Count ? classes[label] : label.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<int, int> Renumber(string path, int[] labels, IReadOnlyList<string>? classes, IReadOnlyList<string> wanted)
    {
        var present = labels.ToHashSet();
        var numbers = new Dictionary<int, int>();
        foreach (var name in wanted)
        {
            if (Find(name, classes, present) is not { } label)
            {
                var known = present.Order().Select(number => Name(number, classes)).ToList();
                throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no class '{name}'; it has {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", ..." : "")}.",
                    "Name classes that the data has.");
            }

            if (!numbers.TryAdd(label, numbers.Count))
                throw new FreezeException(ErrorCode.OptionInvalid, "Class", $"-Class names {name} twice.", "Name each class once.");
        }

        return numbers;
    }

    // By name first: a class may be called 7 and be the third.
    private static int? Find(string name, IReadOnlyList<string>? classes, HashSet<int> present)
    {
        for (var i = 0; i < classes?.Count; i++)
        {
            if (classes[i] == name && present.Contains(i))
                return i;
        }

        return int.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out var label) && present.Contains(label) ? label : null;
    }
}
