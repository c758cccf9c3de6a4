using System.Globalization;
using System.Runtime.InteropServices;

namespace Freeze.Benchmarks;

/// <summary>What this process has resident, in MB.</summary>
internal static partial class ProcessMemory
{
    private const double Megabyte = 1 << 20;

    /// <summary>The most it ever had.</summary>
    public static double Peak => Read("VmHWM");

    /// <summary>What it has now.</summary>
    public static double Now => Read("VmRSS");

    /// <summary>What the program holds of glibc's heaps and of what it mapped; without the free blocks between, which stay resident. NaN under another C library.</summary>
    public static double InUse
    {
        get
        {
            try
            {
                var heap = ReadHeap();
                return (heap.InUse + heap.Mapped) / Megabyte;
            }
            catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
            {
                return double.NaN;
            }
        }
    }

    private static double Read(string name) => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024).Single()
        : Environment.WorkingSet / Megabyte;

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial HeapFigures ReadHeap();

    // The order of glibc's struct mallinfo2.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct HeapFigures
    {
        private readonly nuint _arena, _freeBlocks, _fastBlocks, _mappedBlocks;

        public readonly nuint Mapped;

        private readonly nuint _unused, _fastFree;

        public readonly nuint InUse;

        private readonly nuint _free, _top;
    }
}
