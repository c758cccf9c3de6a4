using System.Collections;
using System.Text.Json;

namespace Freeze.Tests.Optimization.Traces;

/// <summary>One case of cases.json.</summary>
internal sealed class TraceCase
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> All = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TraceTensors.Folder, "cases.json"))).RootElement.EnumerateArray().ToDictionary(element => element.GetProperty("name").GetString()!));

    public TraceCase(string name) => Json = All.Value[name];

    public static IEnumerable<string> Names => All.Value.Keys;

    public JsonElement Json { get; }

    public string Model => Json.GetProperty("model").GetString()!;

    public int Steps => Json.GetProperty("steps").GetInt32();

    public int Batch => Json.TryGetProperty("batch", out var batch) ? batch.GetInt32() : 8;

    public int Accumulate => Json.TryGetProperty("accumulate", out var accumulate) ? accumulate.GetInt32() : 1;

    public string Algorithm => Json.GetProperty("optimizer").GetProperty("type").GetString()!;

    public IEnumerable<JsonElement> List(string name) => Json.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    public static string[] Items(JsonElement element) => element.GetProperty("items").EnumerateArray().Select(item => item.GetString()!).ToArray();

    /// <summary>A JSON value as a script would give it.</summary>
    public static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt32(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToArray(),
        _ => null,
    };

    public static Hashtable Table(JsonElement element, params string[] without)
    {
        var table = new Hashtable();
        foreach (var property in element.EnumerateObject().Where(property => !without.Contains(property.Name)))
            table[property.Name] = Plain(property.Value);
        return table;
    }
}
