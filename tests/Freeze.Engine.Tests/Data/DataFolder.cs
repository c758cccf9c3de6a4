using Freeze.Data;
using Xunit;

namespace Freeze.Tests.Data;

/// <summary>A temporary folder with data files, and short ways to open them.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder() => Directory.CreateDirectory(Root);

    public static string Fixtures { get; } = Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "data");

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"freeze-data-{Guid.NewGuid():n}");

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Copies an image of the fixtures.</summary>
    public string Image(string name, string fixture = "colour.png") => Write(name, File.ReadAllBytes(Path.Combine(Fixtures, "images", fixture)));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public static float[] Values(TorchDataset data, params int[] samples)
    {
        using var batch = data.ReadBatch(samples.Length == 0 ? [.. Enumerable.Range(0, data.Count)] : samples);
        return batch.Inputs.data<float>().ToArray();
    }

    public static FreezeException Fails(ErrorCode code, string path, DatasetOptions? options = null)
    {
        var error = Assert.Throws<FreezeException>(() => DatasetReader.Open(path, options ?? new DatasetOptions()));
        Assert.Equal(code, error.Code);
        return error;
    }
}
