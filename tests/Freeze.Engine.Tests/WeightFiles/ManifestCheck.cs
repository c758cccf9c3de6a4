using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.Tests.WeightFiles;

/// <summary>Says where a reader departs from a file's manifest.</summary>
internal static class ManifestCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Null where all is as the manifest says, else what is not.</summary>
    public static string? Compare(string path, JsonElement manifest)
    {
        var expect = manifest.GetProperty("expect").GetString()!;
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? difference;
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            difference = CompareContent(checkpoint, manifest);
            difference ??= expect is "refuse" or "refuse_preferred" ? $"was read, {checkpoint.Tensors.Count} tensors" : null;
        }
        catch (FreezeException error)
        {
            difference = expect == "ok" ? $"refused: {error.Message}"
                : error.Code is ErrorCode.ModelFileNotFound or ErrorCode.ModelFormatUnknown or ErrorCode.ModelFileCorrupt or ErrorCode.ModelFileUnsafe ? CheckMessage(path, error)
                : $"refused with {error.Code}";
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        return watch.Elapsed > Longest ? $"took {watch.Elapsed}"
            : taken > CheckpointFolder.MostMemory + new FileInfo(path).Length ? $"took {taken >> 20} MB"
            : difference;
    }

    /// <summary>Compares tensors with a manifest's list: names, types, shapes, strides, sharing, bytes.</summary>
    public static string? CompareContent(Checkpoint checkpoint, JsonElement manifest)
    {
        var actual = checkpoint.Tensors.Select(tensor => (tensor.Name, Text: Describe(tensor))).ToList();
        if (manifest.TryGetProperty("torchscript", out _))
        {
            var wanted = manifest.GetProperty("state_dict_names").EnumerateArray().Select(name => name.GetString()!).ToHashSet();
            if (!wanted.SetEquals(actual.Select(tensor => tensor.Name)))
                return $"has other tensors: {string.Join(", ", wanted.Except(actual.Select(tensor => tensor.Name)))} missing, {string.Join(", ", actual.Select(tensor => tensor.Name).Except(wanted))} added";
            foreach (var (kind, isParameter) in new[] { ("parameters", true), ("buffers", false) })
            {
                foreach (var item in manifest.GetProperty(kind).EnumerateArray())
                {
                    var tensor = checkpoint.Tensors.First(tensor => tensor.Name == item.GetProperty("name").GetString());
                    if (Describe(tensor) != Describe(item) || tensor.IsParameter != isParameter)
                        return $"{tensor} should be {Describe(item)}, a {kind}";
                }
            }

            return null;
        }

        if (!manifest.TryGetProperty("tensors", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;
        var items = list.EnumerateArray().Where(item => item.TryGetProperty("sha256", out _)).ToList();
        if (items.Count != actual.Count)
            return $"has {actual.Count} tensors where {items.Count} are listed";
        for (var i = 0; i < items.Count; i++)
        {
            var (name, text) = (PathOf(items[i]), Describe(items[i]));
            if (actual[i].Name != name || actual[i].Text != text)
                return $"tensor {i} is {actual[i]} where {(name, text)} is listed";
            if (items[i].TryGetProperty("stride", out var stride) && !checkpoint.Tensors[i].Stride.SequenceEqual(Numbers(stride)))
                return $"tensor {name} has strides [{string.Join(", ", checkpoint.Tensors[i].Stride)}]";
            if (items[i].TryGetProperty("storage_offset", out var offset) && checkpoint.Tensors[i].StorageOffset != offset.GetInt64())
                return $"tensor {name} starts at {checkpoint.Tensors[i].StorageOffset}";
            if (items[i].TryGetProperty("is_parameter", out var parameter) && checkpoint.Tensors[i].IsParameter != parameter.GetBoolean())
                return $"tensor {name} is parameter: {checkpoint.Tensors[i].IsParameter}";
            if (items[i].TryGetProperty("requires_grad", out var requires) && checkpoint.Tensors[i].RequiresGrad != requires.GetBoolean())
                return $"tensor {name} requires gradients: {checkpoint.Tensors[i].RequiresGrad}";
        }

        return CompareSharing(checkpoint, items) ?? CompareMetadata(checkpoint, manifest);
    }

    private static string? CompareSharing(Checkpoint checkpoint, List<JsonElement> items)
    {
        if (items.Count == 0 || !items[0].TryGetProperty("storage_id", out _))
            return null;
        var families = items.GroupBy(item => item.GetProperty("storage_id").GetInt32());
        foreach (var family in families)
        {
            var names = family.Select(PathOf).ToHashSet();
            var first = checkpoint.Tensors.First(tensor => names.Contains(tensor.Name));
            if (!names.SetEquals(first.SharedWith.Append(first.Name)))
                return $"{first.Name} shares storage with {string.Join(", ", first.SharedWith)}, not with {string.Join(", ", names)}";
        }

        return null;
    }

    private static string? CompareMetadata(Checkpoint checkpoint, JsonElement manifest) =>
        !manifest.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
        || metadata.EnumerateObject().All(note => checkpoint.Metadata.TryGetValue(note.Name, out var text) && text == note.Value.GetString())
            ? null : "has other metadata";

    private static string? CheckMessage(string path, FreezeException error) =>
        string.IsNullOrWhiteSpace(error.Cure) || !error.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal) ? $"is refused without saying where or the cure: {error.Message}" : null;

    private static string Describe(TensorEntry tensor) => $"{tensor.DataType.TorchName()}[{string.Join(", ", tensor.Shape)}] {tensor.Sha256()}";

    private static string Describe(JsonElement item) =>
        $"{item.GetProperty("dtype").GetString()}[{string.Join(", ", Numbers(item.GetProperty("shape")))}] {item.GetProperty("sha256").GetString()}";

    private static IEnumerable<long> Numbers(JsonElement list) => list.EnumerateArray().Select(number => number.GetInt64());

    private static string PathOf(JsonElement item) => string.Join('.', item.GetProperty("path").EnumerateArray().Select(Segment));

    private static string Segment(JsonElement segment) => segment.ValueKind switch
    {
        JsonValueKind.String => segment.GetString()!,
        JsonValueKind.Null => "None",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ when segment.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => segment.GetDouble().ToString(CultureInfo.InvariantCulture),
    };
}
