using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Freeze.Data;

/// <summary>Identity of a data set in parts that have names, so that a run that refuses other data can say which part differs.</summary>
internal static class DatasetFacts
{
    /// <summary>Begins a text that tells a person no more than that it is another.</summary>
    public const string HashMark = "hash ";

    private const int MostClasses = 1000;

    /// <summary>Lists the facts. Where data lies and when it was written are none.</summary>
    /// <param name="data">The data.</param>
    /// <param name="fingerprints">Hashes of its samples, by what they are of.</param>
    /// <param name="targets">Values for each sample; null for classes.</param>
    public static IEnumerable<(string Name, IReadOnlyList<string> Values)> Of(TorchDataset data, IEnumerable<(string Name, ulong Hash)> fingerprints, float[]? targets)
    {
        yield return ("", [FormattableString.Invariant($"{data.Count} samples of {data.SampleShape}")]);
        if (data.Labels is { } labels)
        {
            yield return ("classes", Classes(data, labels));
            yield return ("labels", [Hash(MemoryMarshal.AsBytes<int>(labels.ToArray()))]);
        }

        if (targets is not null)
            yield return ("targets", [Hash(MemoryMarshal.AsBytes(targets.AsSpan()))]);
        foreach (var (name, hash) in fingerprints)
            yield return (name, [Text(hash)]);
        yield return ("preparation", [.. Preparation(data.Input)]);
    }

    private static string[] Classes(TorchDataset data, IReadOnlyList<int> labels) =>
        [.. labels.GroupBy(label => label).OrderBy(group => group.Key).Take(MostClasses).Select(group => string.Create(CultureInfo.InvariantCulture,
            $"{(data.Classes is { } names && group.Key >= 0 && group.Key < names.Count ? names[group.Key] : group.Key.ToString(CultureInfo.InvariantCulture))}: {group.Count()}"))];

    private static IEnumerable<string> Preparation(InputTransform input)
    {
        if (input.ImageSize.Count > 0)
            yield return $"size {string.Join(" x ", input.ImageSize)}";
        if (input.ResizeSize is { } resized)
            yield return FormattableString.Invariant($"resized {resized}");
        if (input.Padding > 0)
            yield return FormattableString.Invariant($"padding {input.Padding}");
        if (input.Mean.Count > 0)
            yield return $"mean {Numbers(input.Mean)}";
        if (input.StandardDeviation.Count > 0)
            yield return $"deviation {Numbers(input.StandardDeviation)}";
        if (input.Background is { } background)
            yield return $"background {background}";
    }

    private static string Numbers(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static string Hash(ReadOnlySpan<byte> bytes) => Text(XxHash3.HashToUInt64(bytes));

    private static string Text(ulong hash) => $"{HashMark}{hash:x16}";
}
