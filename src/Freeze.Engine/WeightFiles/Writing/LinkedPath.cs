namespace Freeze.WeightFiles.Writing;

/// <summary>Follows links, so that a file beside another is known to be there and not only to seem so.</summary>
internal static class LinkedPath
{
    private const int MostLinks = 40;

    /// <summary>
    /// Whether a file lies in or below the folder of another, all links followed. Hugging Face's cache links index and shards alike into
    /// one folder of blobs; so it is enough if that is true of where both links lead.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="other">The other.</param>
    public static bool StaysBeside(string path, string other)
    {
        try
        {
            var real = Follow(path);
            return IsBelow(real, Follow(Path.GetDirectoryName(other)!)) || IsBelow(real, Path.GetDirectoryName(Follow(other))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Follow(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path[real.Length..]));
        for (var links = 0; rest.TryPop(out var part);)
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException("Too many links.");
            var root = Path.GetPathRoot(target)!;
            real = root.Length > 0 ? root : real;
            foreach (var step in Parts(target[root.Length..]))
                rest.Push(step);
        }

        return real;
    }

    // Last part first, as a stack takes them.
    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).AsEnumerable().Reverse();
}
