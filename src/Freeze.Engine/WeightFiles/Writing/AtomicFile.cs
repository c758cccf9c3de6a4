using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Writing;

/// <summary>Writes a file whole or not at all: beside its place first, then renamed over it. When it is there, a power cut does not take it away again.</summary>
public static class AtomicFile
{
    private const string TemporaryEnding = ".tmp";

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="overwrite">Whether a file that is there already is replaced; links, devices and pipes never are.</param>
    /// <param name="write">Writes the content; whatever it throws leaves nothing behind.</param>
    /// <exception cref="FreezeException">OutputExists, OutputNotWritable.</exception>
    public static void Write(string path, bool overwrite, Action<FileStream> write)
    {
        string? temporary = null;
        try
        {
            path = Path.GetFullPath(path);
            OutputPath.RequireReplaceable(path);
            if (!overwrite && File.Exists(path))
                throw Exists(path);
            var folder = Path.GetDirectoryName(path)!;
            OutputPath.RequireNoDanglingLink(folder);
            if (!Directory.Exists(folder))
                throw new FreezeException(ErrorCode.OutputNotWritable, path, $"There is no folder '{folder}'.", "Create the folder first.");
            var candidate = Path.Combine(folder, $".{Guid.NewGuid():N}{TemporaryEnding}");
            using (var stream = new FileStream(candidate, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16))
            {
                temporary = candidate;
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite);
            temporary = null;
            FolderFlush.Run(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            if (!overwrite && temporary is not null && File.Exists(path))
                throw Exists(path);
            throw new FreezeException(ErrorCode.OutputNotWritable, path, $"'{path}' cannot be written: {error.Message}", "Check free space and the rights to the folder, or give another path.", error);
        }
        finally
        {
            if (temporary is not null)
                Discard(temporary);
        }
    }

    /// <summary>Removes what a process left behind that was killed while it wrote into a folder. No other may be writing there now.</summary>
    internal static void RemoveRemains(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, $".*{TemporaryEnding}"))
        {
            if (Guid.TryParseExact(Path.GetFileName(file)[1..^TemporaryEnding.Length], "N", out _))
                Discard(file);
        }
    }

    private static FreezeException Exists(string path) =>
        new(ErrorCode.OutputExists, path, $"'{path}' exists already.", "Give another path, or -Force to replace it.");

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The error on its way says what went wrong; that the remains cannot be removed either adds nothing.
        }
    }
}
