namespace Freeze.Data.Images;

/// <summary>Lists the images in a folder and in the folders inside it. Hidden ones are left out; links are followed, unless they lead back up.</summary>
internal static class ImageWalk
{
    // Hidden files and folders are skipped by default. One that may not be read is an error: without its images, the data would be other data.
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = false };

    /// <summary>The endings of file names that are taken for images.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>Lists the images, in the order of their paths.</summary>
    /// <param name="folder">A full path.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        var files = new List<string>();
        Collect(folder, Real(folder), files);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static void Collect(string folder, string real, List<string> files)
    {
        files.AddRange(Directory.EnumerateFiles(folder, "*", Visible).Where(IsImage));
        foreach (var inside in Directory.EnumerateDirectories(folder, "*", Visible))
        {
            var realInside = new DirectoryInfo(inside).LinkTarget is null ? Path.Combine(real, Path.GetFileName(inside)) : Real(inside);
            // A link to a folder that it lies in would give the same images again and again.
            if (!IsAbove(realInside, real))
                Collect(inside, realInside, files);
        }
    }

    private static bool IsAbove(string folder, string other) => other == folder || other.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Without links on the way.
    private static string Real(string path)
    {
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is not { } parent)
            return path;
        var here = Path.Combine(Real(parent), Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
        return new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : here;
    }

    private static bool IsImage(string file) => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant());
}
