using System.Text.Json;

namespace Freeze.Tests.WeightFiles;

/// <summary>Reference weight files with their manifests: a selection in this repository, the full set in a folder beside it.</summary>
internal static class CheckpointFixtures
{
    /// <summary>The selection that comes with the repository.</summary>
    public static string Selection { get; } = Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "checkpoints");

    /// <summary>The full set: FREEZE_FIXTURES, else a folder beside the repository; null where neither is there.</summary>
    public static string? Full { get; } = new[]
        {
            Environment.GetEnvironmentVariable("FREEZE_FIXTURES"),
            Path.Combine(LibtorchForTests.RepositoryRoot, "..", "shared", "fixtures"),
        }
        .Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, "checkpoints"))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "index.json")));

    /// <summary>Every weight file below a folder that has a manifest beside it, with the manifest.</summary>
    public static IEnumerable<(string Path, JsonElement Manifest)> Read(string folder)
    {
        foreach (var manifest in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = manifest[..^".json".Length];
            if (!File.Exists(file))
                continue;
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("expect", out _))
                yield return (file, document.RootElement.Clone());
        }
    }
}
