using System.Globalization;
using System.Runtime.InteropServices;

namespace Freeze.Libtorch;

/// <summary>The processors that this process may use.</summary>
/// <param name="Processors">Logical processors that its affinity allows.</param>
/// <param name="Cores">Cores behind these: two hardware threads of one core share its arithmetic units.</param>
/// <param name="Quota">Processors' worth of time that a control group leaves it; null for no limit.</param>
public sealed partial record ProcessorBudget(int Processors, int Cores, double? Quota)
{
    // As many bits as the kernel has for processors at most.
    private const int MaskWords = 1024;

    /// <summary>Threads that can all compute at once: one a core, and no more than the quota, rounded to whole ones, feeds.</summary>
    public int Threads => Math.Max(1, Quota is { } quota ? Math.Min(Cores, (int)Math.Round(quota, MidpointRounding.AwayFromZero)) : Cores);

    /// <summary>Finds out.</summary>
    public static ProcessorBudget Read()
    {
        if (!OperatingSystem.IsLinux() || Affinity() is not { Count: > 0 } allowed)
            return new ProcessorBudget(Environment.ProcessorCount, Environment.ProcessorCount, null);
        return new ProcessorBudget(allowed.Count, CountCores(allowed), ControlGroups.ProcessorQuota());
    }

    /// <summary>How many cores some logical processors belong to.</summary>
    /// <param name="processors">Their numbers.</param>
    /// <param name="root">The folder that stands for the file system's root.</param>
    internal static int CountCores(IReadOnlyCollection<int> processors, string root = "/") => processors.Select(number =>
    {
        var siblings = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list"));
        try
        {
            return File.Exists(siblings) ? File.ReadAllText(siblings).Trim() : $"{number}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{number}";
        }
    }).Distinct().Count();

    /// <summary>The numbers of the logical processors that the calling thread may run on; null where the system does not say.</summary>
    internal static unsafe IReadOnlyList<int>? Affinity()
    {
        var mask = stackalloc ulong[MaskWords];
        try
        {
            if (GetAffinity(0, sizeof(ulong) * MaskWords, mask) < 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var allowed = new List<int>();
        for (var number = 0; number < MaskWords * 64; number++)
        {
            if ((mask[number / 64] >> (number % 64) & 1) != 0)
                allowed.Add(number);
        }

        return allowed;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static unsafe partial int GetAffinity(int thread, nint size, ulong* mask);
}
