using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Freeze.Libtorch;

/// <summary>Process settings that matter more than any kernel; applied once, around the loading of libtorch.</summary>
internal static partial class ProcessDefaults
{
    /// <summary>Set to 0 to leave glibc's allocator as it is.</summary>
    public const string AllocatorVariable = "FREEZE_TUNE_MALLOC";

    /// <summary>Set to 0 to let OpenMP's threads wait as long as they like.</summary>
    public const string WaitingVariable = "FREEZE_TUNE_OPENMP";

    /// <summary>Set to 0 to leave the number of threads to libtorch.</summary>
    public const string ThreadsVariable = "FREEZE_TUNE_THREADS";

    /// <summary>Set to 0 to let TorchScript's executor rewrite code while it runs.</summary>
    public const string ScriptVariable = "FREEZE_TUNE_TORCHSCRIPT";

    /// <summary>How often a thread of libgomp looks before it sleeps; read when libgomp is loaded.</summary>
    private const string SpinVariable = "GOMP_SPINCOUNT";

    private const int TrimThreshold = -1, MmapThreshold = -3;

    /// <summary>
    /// Keeps glibc from returning every large block to the system: a training step frees and takes the same blocks again,
    /// and each return costs a page fault per 4 KiB (a ResNet-18 step: 2,200 ms untouched, 722 ms so).
    /// </summary>
    /// <remarks>
    /// On other threads than the main one glibc maps every block above 64 MB anew all the same: a step of ResNet-18 on 32 images of 224 pixels has 170,000 faults there, which
    /// take a seventh of its processor time, and none on the main thread; on 16 images hardly any. libtorch's own huge pages (THP_MEM_ALLOC_ENABLE) do not pay: they spend as
    /// much on clearing pages, and a third more memory, on the main thread too.
    /// </remarks>
    public static RuntimeSetting TuneAllocator()
    {
        if (!OperatingSystem.IsLinux())
            return new RuntimeSetting("Allocator", "the system's", SettingOrigin.System, null);
        if (IsOff(AllocatorVariable))
            return new RuntimeSetting("Allocator", "glibc, as it is", SettingOrigin.Environment, AllocatorVariable);
        try
        {
            if (Mallopt(MmapThreshold, int.MaxValue) == 1 & Mallopt(TrimThreshold, int.MaxValue) == 1)
                return new RuntimeSetting("Allocator", "glibc, freed blocks are kept", SettingOrigin.Freeze, AllocatorVariable);
        }
        catch (EntryPointNotFoundException)
        {
            // a libc without mallopt, such as musl
        }

        return new RuntimeSetting("Allocator", "the system's", SettingOrigin.System, null);
    }

    /// <summary>
    /// Shortens the time that OpenMP's threads spin while they wait for each other, unless the user has set it: as soon as anything else
    /// runs on the machine, spinning threads keep the working ones from a core (an epoch of the example beside two busy programs: 16 s
    /// untouched, 10 s so; alone, no difference; not spinning at all costs a third there).
    /// </summary>
    public static RuntimeSetting ShortenSpinning()
    {
        const string name = "ThreadWaiting", usual = "OpenMP's own";
        if (!OperatingSystem.IsLinux())
            return new RuntimeSetting(name, usual, SettingOrigin.System, null);
        foreach (var variable in (string[])["OMP_WAIT_POLICY", SpinVariable])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen)
                return new RuntimeSetting(name, $"{variable}={chosen}", SettingOrigin.Environment, variable);
        }

        if (IsOff(WaitingVariable))
            return new RuntimeSetting(name, usual, SettingOrigin.Environment, WaitingVariable);
        // .NET keeps its environment to itself: native code sees only what libc's setenv has set.
        return SetEnvironment(SpinVariable, "1000", overwrite: 0) == 0
            ? new RuntimeSetting(name, $"{SpinVariable}=1000", SettingOrigin.Freeze, WaitingVariable)
            : new RuntimeSetting(name, usual, SettingOrigin.System, null);
    }

    /// <summary>Gives libtorch one thread for each core that the process may use, unless the user has said how many. libtorch must be loaded.</summary>
    public static RuntimeSetting ChooseThreads(ProcessorBudget budget)
    {
        foreach (var variable in (string[])["OMP_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen)
                return new RuntimeSetting("Threads", $"{variable}={chosen}", SettingOrigin.Environment, variable);
        }

        if (IsOff(ThreadsVariable))
            return new RuntimeSetting("Threads", "libtorch's own", SettingOrigin.Environment, ThreadsVariable);
        torch.set_num_threads(budget.Threads);
        return new RuntimeSetting("Threads", budget.Threads.ToString(CultureInfo.InvariantCulture), SettingOrigin.Freeze, ThreadsVariable);
    }

    /// <summary>
    /// Has TorchScript modules run as their code says. libtorch's executor watches the first passes of a module and rewrites it for later ones, gradients too, so that the
    /// first steps round otherwise than the later ones: a run that is resumed would not give the numbers of one that was not interrupted.
    /// </summary>
    public static RuntimeSetting RunScriptsAsWritten(NativeExports exports)
    {
        const string name = "TorchScript", usual = "rewritten as it runs";
        if (IsOff(ScriptVariable))
            return new RuntimeSetting(name, usual, SettingOrigin.Environment, ScriptVariable);
        return exports.TrySetScriptOptimization(false) ? new RuntimeSetting(name, "runs as written", SettingOrigin.Freeze, ScriptVariable) : new RuntimeSetting(name, usual, SettingOrigin.System, null);
    }

    private static bool IsOff(string variable) => Environment.GetEnvironmentVariable(variable) == "0";

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
