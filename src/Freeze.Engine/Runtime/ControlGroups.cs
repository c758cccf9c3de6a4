using System.Globalization;

namespace Freeze.Runtime;

/// <summary>
/// What Linux's control groups leave a process of the processors' time, as containers and batch systems limit it: version 2's cpu.max, and
/// version 1's cpu.cfs_quota_us.
/// </summary>
internal static class ControlGroups
{
    /// <summary>Processors' worth of time that this process may use, 1.5 for one and a half; null where nothing limits it.</summary>
    /// <param name="root">The folder that stands for the file system's root.</param>
    public static double? ProcessorQuota(string root = "/")
    {
        var quotas = new List<double>();
        foreach (var mount in Mounts(root))
        {
            if (GroupOf(root, mount) is not { } group)
                continue;
            // A limit holds for all groups below it, so the strictest one on the way up counts.
            var folder = Under(root, mount.Point);
            foreach (var level in Levels(Path.Combine(folder, group), folder))
            {
                if ((mount.IsUnified ? UnifiedQuota(level) : SeparateQuota(level)) is { } quota)
                    quotas.Add(quota);
            }
        }

        return quotas.Count == 0 ? null : quotas.Min();
    }

    private static IEnumerable<GroupMount> Mounts(string root)
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
            else if (right[0] == "cgroup" && right[2].Split(',').Contains("cpu"))
                yield return new GroupMount(from, point, IsUnified: false);
        }
    }

    // The process's group in a hierarchy, relative to where that is mounted.
    private static string? GroupOf(string root, GroupMount mount)
    {
        foreach (var line in Lines(Under(root, "/proc/self/cgroup")))
        {
            var parts = line.Split(':', 3);
            if (parts.Length != 3 || (mount.IsUnified ? parts[0] != "0" : !parts[1].Split(',').Contains("cpu")))
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
