namespace Freeze.Data;

/// <summary>Which samples of a file are used, and what their labels become.</summary>
/// <param name="Indices">Numbers of the samples in the file.</param>
/// <param name="Labels">Class numbers for them; null where there are none.</param>
/// <param name="Classes">Names of the classes; null where unknown.</param>
internal sealed record SampleSelection(int[] Indices, int[]? Labels, IReadOnlyList<string>? Classes)
{
    /// <summary>Keeps the wanted classes in the order given, then the first samples.</summary>
    public static SampleSelection Make(string path, RawSamples raw, DatasetOptions options)
    {
        if (options.First is < 1)
            throw new FreezeException(ErrorCode.OptionInvalid, "First", $"-First is {options.First}.", "Give it a number of at least 1.");
        var indices = Enumerable.Range(0, raw.Count);
        var labels = raw.Labels;
        IReadOnlyList<string>? classes = null;
        if (options.Class.Count > 0)
        {
            if (raw.Labels is null)
                throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no class labels to select by.", "Leave out -Class.");
            var numbers = Renumber(path, raw.Labels, options.Class);
            indices = indices.Where(index => numbers.ContainsKey(raw.Labels[index]));
            labels = Array.ConvertAll(raw.Labels, label => numbers.GetValueOrDefault(label, -1));
            classes = [.. options.Class];
        }

        var kept = (options.First is { } first ? indices.Take(first) : indices).ToArray();
        return new SampleSelection(kept, labels is null ? null : Array.ConvertAll(kept, index => labels[index]), classes);
    }

    private static Dictionary<int, int> Renumber(string path, int[] labels, IReadOnlyList<string> wanted)
    {
        var present = labels.ToHashSet();
        var numbers = new Dictionary<int, int>();
        foreach (var name in wanted)
        {
            if (!int.TryParse(name, out var label) || !present.Contains(label))
            {
                throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no class '{name}'; it has {string.Join(", ", present.Order())}.",
                    "Name classes that the data has.");
            }

            if (!numbers.TryAdd(label, numbers.Count))
                throw new FreezeException(ErrorCode.OptionInvalid, "Class", $"-Class names {name} twice.", "Name each class once.");
        }

        return numbers;
    }
}
