using System.Globalization;

namespace Freeze.Benchmarks;

/// <summary>What this process has resident, in MB.</summary>
internal static class ProcessMemory
{
    /// <summary>The most it ever had.</summary>
    public static double Peak => Read("VmHWM");

    /// <summary>What it has now.</summary>
    public static double Now => Read("VmRSS");

    private static double Read(string name) => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024).Single()
        : Environment.WorkingSet / 1048576.0;
}
