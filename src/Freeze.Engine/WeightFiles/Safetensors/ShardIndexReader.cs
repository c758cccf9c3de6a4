using System.Text.Json;
using System.Text.Unicode;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Writing;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>
/// Reads the index.json of a sharded checkpoint, as Hugging Face's libraries write it: <c>weight_map</c> says which file beside the
/// index holds which tensor.
/// </summary>
internal static class ShardIndexReader
{
    private const long LongestIndex = 64 << 20;
    private const int MostShards = 4096;

    /// <summary>Whether a file may be one: by its name, or as JSON that has a weight_map.</summary>
    public static bool Accepts(WeightFile file, ReadOnlySpan<byte> start)
    {
        if (file.Path.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase))
            return true;
        var text = start.TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8) && file.Length <= LongestIndex && file.Read(0, (int)file.Length).AsSpan().IndexOf("\"weight_map\""u8) >= 0;
    }

    /// <summary>Opens the shards and gathers their tensors in the index's order.</summary>
    public static CheckpointContent Read(WeightFile file, ReadingBudget budget)
    {
        if (file.Length > LongestIndex)
            throw WeightFileError.Corrupt(file.Path, $"an index of {file.Length} bytes is longer than any checkpoint needs.");
        var map = ReadMap(file, budget);
        var shards = new Dictionary<string, (Checkpoint Shard, Dictionary<string, TensorEntry> ByName)>(StringComparer.Ordinal);
        try
        {
            var (tensors, root) = (new List<TensorEntry>(map.Count), new CheckpointDictionary());
            foreach (var (name, shardName) in map)
            {
                if (!shards.TryGetValue(shardName, out var shard))
                {
                    if (shards.Count == MostShards)
                        throw WeightFileError.Unsafe(file.Path, $"names more than {MostShards} shards.");
                    var opened = Checkpoint.Open(ShardPath(file, shardName), budget);
                    shard = (opened, []);
                    shards.Add(shardName, shard);
                    foreach (var tensor in opened.Tensors)
                        shard.ByName.TryAdd(tensor.Name, tensor);
                }

                if (!shard.ByName.TryGetValue(name, out var found))
                    throw WeightFileError.Corrupt(file.Path, $"it says that '{WeightFileError.Quote(shardName)}' holds a tensor '{WeightFileError.Quote(name)}', which is not there.");
                budget.Charge(64);
                tensors.Add(found);
                root.TrySet(name, found);
            }

            var isSafetensors = shards.Values.All(shard => shard.Shard.Format == CheckpointFormat.Safetensors);
            return new CheckpointContent(isSafetensors && shards.Count > 0 ? CheckpointFormat.SafetensorsSharded : CheckpointFormat.PyTorchSharded, tensors, root)
            {
                Metadata = shards.Values.FirstOrDefault().Shard?.Metadata ?? new Dictionary<string, string>(),
                Shards = [.. shards.Values.Select(shard => shard.Shard)],
            };
        }
        catch
        {
            foreach (var (shard, _) in shards.Values)
                shard.Dispose();
            throw;
        }
    }

    private static string ShardPath(WeightFile file, string name)
    {
        var leaves = name.Length == 0 || name.StartsWith('/') || name.AsSpan().ContainsAny('\\', ':', '\0') || name.Split('/').Any(part => part is "" or "." or "..");
        if (leaves)
            throw WeightFileError.Unsafe(file.Path, $"names a shard '{WeightFileError.Quote(name)}' outside its own folder.", "Shards lie beside their index; put right the paths in weight_map.");
        var path = Path.Combine(Path.GetDirectoryName(file.Path)!, name);
        if (!File.Exists(path))
            throw new FreezeException(ErrorCode.ModelFileNotFound, path, $"'{file.Path}' needs the shard '{WeightFileError.Quote(name)}', which is not beside it.", "Download all shards into the folder of the index.");
        if (!LinkedPath.StaysBeside(path, file.Path))
            throw WeightFileError.Unsafe(file.Path, $"names the shard '{WeightFileError.Quote(name)}', which is a link to a file outside its own folder.", "Put the shard itself beside the index.");
        return path;
    }

    private static List<KeyValuePair<string, string>> ReadMap(WeightFile file, ReadingBudget budget)
    {
        var bytes = file.Read(0, (int)file.Length);
        if (!Utf8.IsValid(bytes))
            throw WeightFileError.Corrupt(file.Path, "the index is not UTF-8 text.");
        try
        {
            var json = new Utf8JsonReader(bytes);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("An index must be an object.");
            List<KeyValuePair<string, string>>? map = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isMap = json.ValueTextEquals("weight_map"u8);
                json.Read();
                if (!isMap)
                    json.Skip();
                else
                    map = map is null ? ReadEntries(ref json, budget) : throw new JsonException("'weight_map' is there twice.");
            }

            if (json.Read())
                throw new JsonException("Text follows the closing brace.");
            return map ?? throw new JsonException("There is no 'weight_map'.");
        }
        catch (JsonException error)
        {
            throw WeightFileError.Corrupt(file.Path, $"the index makes no sense: {error.Message}", error);
        }
    }

    private static List<KeyValuePair<string, string>> ReadEntries(ref Utf8JsonReader json, ReadingBudget budget)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("'weight_map' must be an object.");
        var entries = new List<KeyValuePair<string, string>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            budget.Charge(2L * json.ValueSpan.Length + 150);
            var name = JsonText.Read(ref json);
            if (!names.Add(name))
                throw new JsonException($"'{WeightFileError.Quote(name)}' is there twice.");
            if (!json.Read() || json.TokenType != JsonTokenType.String)
                throw new JsonException($"The shard of '{WeightFileError.Quote(name)}' must be a file name.");
            budget.Charge(2L * json.ValueSpan.Length);
            entries.Add(new(name, JsonText.Read(ref json)));
        }

        return entries;
    }
}
