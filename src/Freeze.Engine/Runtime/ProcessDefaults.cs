using System.Runtime.InteropServices;

namespace Freeze.Runtime;

/// <summary>Process settings that matter more than any kernel; applied once, just before libtorch loads.</summary>
internal static partial class ProcessDefaults
{
    /// <summary>Set to 0 to leave glibc's allocator as it is.</summary>
    public const string AllocatorVariable = "FREEZE_TUNE_MALLOC";

    /// <summary>How often a thread of libgomp looks before it sleeps; read when libgomp is loaded.</summary>
    private const string SpinVariable = "GOMP_SPINCOUNT";

    private const int TrimThreshold = -1, MmapThreshold = -3;

    /// <summary>
    /// Keeps glibc from returning every large block to the system: a training step frees and takes the same blocks again,
    /// and each return costs a page fault per 4 KiB (a ResNet-18 step: 2,200 ms untouched, 722 ms so).
    /// </summary>
    /// <returns>Whether the thresholds are in force.</returns>
    public static bool TuneAllocator()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(AllocatorVariable) == "0")
            return false;
        try
        {
            return Mallopt(MmapThreshold, int.MaxValue) == 1 & Mallopt(TrimThreshold, int.MaxValue) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // a libc without mallopt, such as musl
        }
    }

    /// <summary>
    /// Shortens the time that OpenMP's threads spin while they wait for each other, unless the user has set it: as soon as anything else
    /// runs on the machine, spinning threads keep the working ones from a core (an epoch of the example beside two busy programs: 16 s
    /// untouched, 10 s so; alone, no difference; not spinning at all costs a third there).
    /// </summary>
    /// <returns>What is in force now: the user's setting or this one; null where it does not apply.</returns>
    public static string? ShortenSpinning()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        foreach (var variable in (string[])["OMP_WAIT_POLICY", SpinVariable])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen)
                return $"{variable}={chosen}";
        }

        // .NET keeps its environment to itself: native code sees only what libc's setenv has set.
        return SetEnvironment(SpinVariable, "1000", overwrite: 0) == 0 ? $"{SpinVariable}=1000" : null;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
