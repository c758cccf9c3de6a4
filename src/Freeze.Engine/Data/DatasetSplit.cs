namespace Freeze.Data;

/// <summary>Divides a data set into parts.</summary>
internal static class DatasetSplit
{
    /// <summary>Divides by shares; each sample is in one part, and each part keeps the order that the samples had.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="ratio">The share of each part; together 1.</param>
    /// <param name="seed">Which samples go where follows from it alone.</param>
    /// <param name="stratify">Whether every class is divided by the same shares.</param>
    /// <exception cref="FreezeException">OptionInvalid, DatasetInvalid.</exception>
    public static IReadOnlyList<TorchDataset> Divide(TorchDataset data, IReadOnlyList<double> ratio, long seed, bool stratify)
    {
        if (ratio.Count < 2 || ratio.Any(share => !(share > 0)) || Math.Abs(ratio.Sum() - 1) > 1e-6)
            throw new FreezeException(ErrorCode.OptionInvalid, "Ratio", $"-Ratio is {string.Join(", ", ratio.Select(share => FormattableString.Invariant($"{share}")))}.", "Give two or more shares above 0 that add up to 1, such as 0.8, 0.2.");
        if (stratify && data.Labels is null)
            throw new FreezeException(ErrorCode.DatasetInvalid, data.Source, $"{data.Source} has no class labels to divide evenly.", "Leave out -Stratify.");
        var parts = ratio.Select(_ => new List<int>()).ToArray();
        var order = ShuffleOrder.Of(seed, 0, data.Count);
        var groups = stratify ? order.GroupBy(sample => data.Labels![sample]).OrderBy(group => group.Key).Select(group => group.ToArray()) : [order];
        var seen = 0;
        foreach (var group in groups)
            Deal(group, ratio, parts, seen += group.Length);
        if (Array.FindIndex(parts, part => part.Count == 0) is >= 0 and var empty)
            throw new FreezeException(ErrorCode.OptionInvalid, "Ratio", FormattableString.Invariant($"Of {data.Count} samples, a share of {ratio[empty]} is none."), "Give larger shares, or more data.");
        return [.. parts.Select(part => data.Take([.. part.Order()]))];
    }

    // Each part gets the whole samples of its share; those left over go where the most is missing, counted over all groups dealt so far.
    private static void Deal(int[] group, IReadOnlyList<double> ratio, List<int>[] parts, int seen)
    {
        var dealt = 0;
        var given = new int[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            given[part] = (int)Math.Floor(group.Length * ratio[part] + 1e-9);
            dealt += given[part];
        }

        for (; dealt < group.Length; dealt++)
        {
            var missing = Enumerable.Range(0, parts.Length).Where(part => given[part] < group.Length * ratio[part] - 1e-9).DefaultIfEmpty(0)
                .MaxBy(part => seen * ratio[part] - parts[part].Count - given[part]);
            given[missing]++;
        }

        var at = 0;
        for (var part = 0; part < parts.Length; at += given[part++])
            parts[part].AddRange(group.AsSpan(at, given[part]));
    }
}
