using System.Text.Json;
using TorchSharp;

namespace Freeze.Tests.Optimization.Traces;

/// <summary>Reads the reference tensors; separate from the engine's own reader, so that a fault there cannot hide one here.</summary>
internal static class TraceTensors
{
    public static string Folder { get; } = Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "traces");

    public static Dictionary<string, torch.Tensor> Read(string name) => ReadFile(Path.Combine(Folder, name + ".safetensors"));

    public static Dictionary<string, torch.Tensor> ReadFile(string path)
    {
        var file = File.ReadAllBytes(path);
        var headerLength = (int)BitConverter.ToInt64(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        var result = new Dictionary<string, torch.Tensor>();
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var type = entry.Value.GetProperty("dtype").GetString() switch { "F32" => torch.ScalarType.Float32, "F64" => torch.ScalarType.Float64, "I64" => torch.ScalarType.Int64, "I32" => torch.ScalarType.Int32, var other => throw new NotSupportedException(other) };
            var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()).ToArray();
            var tensor = torch.empty(shape, type);
            file.AsSpan(8 + headerLength + offsets[0], offsets[1] - offsets[0]).CopyTo(tensor.bytes);
            result.Add(entry.Name, tensor);
        }

        return result;
    }
}
