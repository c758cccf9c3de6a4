using System.Runtime.InteropServices;

namespace Freeze.Build;

/// <summary>Fills the module's bin/ from a list of files.</summary>
internal static partial class Staging
{
    private const string UnavailableVersion = "GLIBCXX_3.4.32";

    /// <summary>
    /// Reads lines of "SOURCE|RELATIVE TARGET" and puts each source at its target below <paramref name="destination"/>.
    /// A file is replaced by rename, never written in place: a running process may have the old one mapped.
    /// Files that are no longer listed are removed.
    /// </summary>
    public static void Run(string list, string destination)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(list).Where(line => line.Contains('|')))
        {
            var parts = line.Split('|');
            var target = Path.GetFullPath(Path.Combine(destination, parts[1].Replace('\\', '/')));
            wanted.Add(target);
            Put(parts[0], target);
        }

        foreach (var stale in Directory.EnumerateFiles(destination, "*", SearchOption.AllDirectories).Where(file => !wanted.Contains(file)).ToList())
            File.Delete(stale);
    }

    private static void Put(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        FileInfo from = new(source), to = new(target);
        if (to.Exists && to.Length == from.Length && to.LastWriteTimeUtc == from.LastWriteTimeUtc)
            return;
        var temporary = target + $".{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        if (Path.GetFileName(source) == "libLibTorchSharp.so")
            WriteLoadable(source, temporary);
        // libtorch is half a gigabyte: a second name for the package cache's file costs nothing.
        else if (from.Length < 8 << 20 || !TryLink(source, temporary))
            File.Copy(source, temporary);
        if (File.GetLastWriteTimeUtc(temporary) != from.LastWriteTimeUtc)
            File.SetLastWriteTimeUtc(temporary, from.LastWriteTimeUtc);
        File.Move(temporary, target, overwrite: true);
    }

    private static void WriteLoadable(string source, string target)
    {
        var image = File.ReadAllBytes(source);
        ElfVersionNeeds.Read(image).MarkWeak(UnavailableVersion);
        File.WriteAllBytes(target, image);
    }

    private static bool TryLink(string source, string target) => !OperatingSystem.IsWindows() && Link(source, target) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);
}
