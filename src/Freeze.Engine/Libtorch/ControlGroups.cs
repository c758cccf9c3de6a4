using System.Globalization;

namespace Freeze.Libtorch;

/// <summary>
/// What Linux's control groups leave a process of the processors' time and of memory, as containers and batch systems limit them: version 2's cpu.max and
/// memory.max, and version 1's cpu.cfs_quota_us and memory.limit_in_bytes.
/// </summary>
internal static class ControlGroups
{
    /// <summary>Processors' worth of time that this process may use, 1.5 for one and a half; null where nothing limits it.</summary>
    /// <param name="root">The folder that stands for the file system's root.</param>
    public static double? ProcessorQuota(string root = "/") => Strictest(root, "cpu", UnifiedQuota, SeparateQuota);

    /// <summary>Bytes of memory that this process may still take; null where nothing limits it. Cached files count as free: they give way.</summary>
    /// <param name="root">The folder that stands for the file system's root.</param>
    public static long? MemoryLeft(string root = "/") => Strictest(root, "memory",
        folder => BytesLeft(folder, "memory.max", "memory.current", "inactive_file"),
        folder => BytesLeft(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));

    // A limit holds for all groups below it, so the strictest one on the way up counts.
    private static T? Strictest<T>(string root, string controller, Func<string, T?> unified, Func<string, T?> separate)
        where T : struct
    {
        var limits = new List<T?>();
        foreach (var mount in Mounts(root, controller))
        {
            if (GroupOf(root, mount, controller) is not { } group)
                continue;
            var folder = Under(root, mount.Point);
            limits.AddRange(Levels(Path.Combine(folder, group), folder).Select(mount.IsUnified ? unified : separate));
        }

        return limits.Min();
    }

    private static long? BytesLeft(string folder, string limit, string usage, string idle)
    {
        long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (Number(Lines(Path.Combine(folder, limit)).FirstOrDefault()) is not { } most || Number(Lines(Path.Combine(folder, usage)).FirstOrDefault()) is not { } used)
            return null;
        var cached = Lines(Path.Combine(folder, "memory.stat")).FirstOrDefault(line => line.StartsWith(idle + " ", StringComparison.Ordinal));
        return Math.Max(0, most - used + (Number(cached?[(idle.Length + 1)..]) ?? 0));
    }

    private static IEnumerable<GroupMount> Mounts(string root, string controller)
    {
        foreach (var line in Lines(Under(root, "/proc/self/mountinfo")))
        {
            var halves = line.Split(" - ", 2);
            var (left, right) = (halves[0].Split(' '), halves.Length == 2 ? halves[1].Split(' ') : []);
            if (left.Length < 5 || right.Length < 3)
                continue;
            // Spaces in paths are written as octal numbers.
            var (from, point) = (left[3].Replace("\\040", " ", StringComparison.Ordinal), left[4].Replace("\\040", " ", StringComparison.Ordinal));
            if (right[0] == "cgroup2")
                yield return new GroupMount(from, point, IsUnified: true);
            else if (right[0] == "cgroup" && right[2].Split(',').Contains(controller))
                yield return new GroupMount(from, point, IsUnified: false);
        }
    }

    // The process's group in a hierarchy, relative to where that is mounted.
    private static string? GroupOf(string root, GroupMount mount, string controller)
    {
        foreach (var line in Lines(Under(root, "/proc/self/cgroup")))
        {
            var parts = line.Split(':', 3);
            if (parts.Length != 3 || (mount.IsUnified ? parts[0] != "0" : !parts[1].Split(',').Contains(controller)))
                continue;
            var (group, from) = (parts[2].Trim('/'), mount.From.Trim('/'));
            // Within a container the mount shows the container's own group as its root.
            return from.Length == 0 ? (group.StartsWith("..", StringComparison.Ordinal) ? "" : group)
                : group == from || !group.StartsWith(from + "/", StringComparison.Ordinal) ? "" : group[(from.Length + 1)..];
        }

        return null;
    }

    private static IEnumerable<string> Levels(string folder, string top)
    {
        for (var level = folder.TrimEnd('/'); ; level = Path.GetDirectoryName(level)!)
        {
            yield return level;
            if (level.Length <= top.TrimEnd('/').Length)
                yield break;
        }
    }

    private static double? UnifiedQuota(string folder)
    {
        var parts = Lines(Path.Combine(folder, "cpu.max")).FirstOrDefault()?.Split(' ');
        return parts is [var quota, var period] ? Share(quota, period) : null;
    }

    private static double? SeparateQuota(string folder) =>
        Share(Lines(Path.Combine(folder, "cpu.cfs_quota_us")).FirstOrDefault(), Lines(Path.Combine(folder, "cpu.cfs_period_us")).FirstOrDefault());

    // No limit is written as max in version 2, and as -1 in version 1.
    private static double? Share(string? quota, string? period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out var allowed) && double.TryParse(period, CultureInfo.InvariantCulture, out var all) && allowed > 0 && all > 0
            ? allowed / all : null;

    private static string[] Lines(string path)
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

    private static string Under(string root, string path) => Path.Combine(root, path.TrimStart('/'));

    private sealed record GroupMount(string From, string Point, bool IsUnified);
}
