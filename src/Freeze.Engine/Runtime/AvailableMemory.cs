using System.Globalization;

namespace Freeze.Runtime;

/// <summary>How much memory this process may still take.</summary>
internal static class AvailableMemory
{
    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>Bytes: what the machine has free, or what the process's control group leaves, whichever is less.</summary>
    public static long Bytes() => OperatingSystem.IsLinux() ? Math.Min(OfMachine() ?? OfRuntime(), OfControlGroup() ?? long.MaxValue) : OfRuntime();

    private static long OfRuntime()
    {
        var memory = GC.GetGCMemoryInfo();
        // Before the first collection there is no load to read.
        return Math.Max(0, memory.TotalAvailableMemoryBytes - (memory.MemoryLoadBytes > 0 ? memory.MemoryLoadBytes : Environment.WorkingSet));
    }

    private static long? OfMachine()
    {
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return line is null ? null : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Version 2 has one tree, version 1 one for memory. Inside a container the group is at the root; outside, a process's group is named in /proc.
    private static long? OfControlGroup()
    {
        var groups = Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        var unified = groups.FirstOrDefault(parts => parts[0] == "0")?[2];
        var memory = groups.FirstOrDefault(parts => parts[1].Split(',').Contains("memory"))?[2];
        long?[] left =
        [
            .. Upwards(ControlGroups, unified).Select(folder => Left(folder, "memory.max", "memory.current", "inactive_file")),
            .. Upwards($"{ControlGroups}/memory", memory).Select(folder => Left(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")),
        ];
        return left.Min();
    }

    private static IEnumerable<string> Upwards(string root, string? group)
    {
        for (var path = group ?? "/"; ; path = path[..Math.Max(1, path.LastIndexOf('/'))])
        {
            yield return root + path.TrimEnd('/');
            if (path.Length <= 1)
                yield break;
        }
    }

    // Cached files count as used, and give way.
    private static long? Left(string folder, string limit, string usage, string idle)
    {
        if (Value(folder, limit) is not { } most || Value(folder, usage) is not { } used)
            return null;
        var reclaimable = Lines($"{folder}/memory.stat").Where(line => line.StartsWith(idle + " ", StringComparison.Ordinal)).Select(line => Number(line.Split(' ')[1])).FirstOrDefault();
        return Math.Max(0, most - used + (reclaimable ?? 0));
    }

    private static long? Value(string folder, string file) => Lines($"{folder}/{file}").Select(Number).FirstOrDefault();

    private static IReadOnlyList<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // "max" where there is no limit.
    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
