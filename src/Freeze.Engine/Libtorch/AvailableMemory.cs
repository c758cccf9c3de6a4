using System.Globalization;

namespace Freeze.Libtorch;

/// <summary>How much memory this process may still take.</summary>
internal static class AvailableMemory
{
    /// <summary>Bytes: what the machine has free, or what the process's control group leaves, whichever is less.</summary>
    public static long Bytes() => OperatingSystem.IsLinux() ? Math.Min(OfMachine() ?? OfRuntime(), ControlGroups.MemoryLeft() ?? long.MaxValue) : OfRuntime();

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
            return long.TryParse(line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
