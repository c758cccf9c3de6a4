using Freeze.WeightFiles.Reading;
using Xunit;

namespace Freeze.Tests.WeightFiles;

/// <summary>A folder for one test's files; goes with the test.</summary>
internal sealed class CheckpointFolder : IDisposable
{
    /// <summary>What reading a file's tables may take beside the file's own size.</summary>
    public const long MostMemory = 64 << 20;

    public string Path { get; } = Directory.CreateTempSubdirectory("freeze-checkpoints-").FullName;

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Opens a file with these bytes and reads all of it; it must be refused with a code.</summary>
    public FreezeException Refuses(byte[] bytes, ErrorCode code, string? saying = null, string name = "stranger.pth") => Refuses(Write(name, bytes), code, saying);

    /// <summary>Opens a file and reads all of it; it must be refused with a code.</summary>
    public static FreezeException Refuses(string path, ErrorCode code, string? saying = null)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<FreezeException>(() => ReadAll(path));
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken <= MostMemory + (File.Exists(path) ? new FileInfo(path).Length : 0), $"It took {taken >> 20} MB to refuse it.");
        Assert.True(error.Code == code, $"{error.Code} instead of {code}: {error.Message}");
        if (saying is not null)
            Assert.Contains(saying, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(error.Cure));
        return error;
    }

    /// <summary>Opens a file with these bytes, reads all of it, and gives names, types, shapes and hashes.</summary>
    public IReadOnlyList<string> Reads(byte[] bytes, string name = "stranger.pth") => ReadAll(Write(name, bytes));

    /// <summary>Opens a file and reads all of it.</summary>
    public static IReadOnlyList<string> ReadAll(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return [.. checkpoint.Tensors.Select(tensor => $"{tensor} {tensor.Sha256()}")];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
