using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Freeze.Libtorch;
using TorchSharp;

namespace Freeze;

/// <summary>What the module runs on, and the process settings that are in force.</summary>
public sealed record RuntimeReport
{
    /// <summary>The module's version.</summary>
    public required string Freeze { get; init; }

    /// <summary>TorchSharp's version.</summary>
    public required string TorchSharp { get; init; }

    /// <summary>libtorch's own version; null where it does not say.</summary>
    public string? Libtorch { get; init; }

    /// <summary>PowerShell's version; null outside PowerShell.</summary>
    public string? PowerShell { get; init; }

    /// <summary>.NET's version.</summary>
    public required string DotNet { get; init; }

    /// <summary>The operating system and the kind of processor.</summary>
    public required string System { get; init; }

    /// <summary>The folder that libtorch was loaded from.</summary>
    public required string Directory { get; init; }

    /// <summary>What -Device takes on this machine.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>The instructions that libtorch's kernels use on this processor; null where it does not say.</summary>
    public string? Instructions { get; init; }

    /// <summary>Precisions that -Precision takes here without falling back.</summary>
    public required IReadOnlyList<string> Precisions { get; init; }

    /// <summary>Cores that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Processors' worth of time that a control group leaves the process; null for no limit.</summary>
    public double? Quota { get; init; }

    /// <summary>Threads that compute, on the calling thread's account.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether only algorithms are used that give the same bits every time; null where this libtorch does not say.</summary>
    public bool? Deterministic { get; init; }

    /// <summary>The process settings that were made, or left, when libtorch was loaded: what, by whom, and the variable that decides.</summary>
    public required IReadOnlyList<RuntimeSetting> Settings { get; init; }

    /// <summary>Finds out. libtorch must be loaded.</summary>
    /// <param name="powerShell">PowerShell's version; null outside it.</param>
    public static RuntimeReport Read(string? powerShell = null)
    {
        var library = TorchLibrary.EnsureLoaded();
        var threads = torch.get_num_threads();
        return new RuntimeReport
        {
            Freeze = VersionOf(typeof(RuntimeReport).Assembly),
            TorchSharp = VersionOf(typeof(torch).Assembly),
            Libtorch = library.Exports.Version,
            PowerShell = powerShell,
            DotNet = Environment.Version.ToString(),
            System = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}",
            Directory = library.Directory,
            Devices = [.. FoundDevices()],
            Instructions = library.Exports.Capability,
            Precisions = Autocast.IsAvailable(DeviceType.CPU) ? ["float32", "bfloat16"] : ["float32"],
            Cores = library.Budget.Cores,
            Quota = library.Budget.Quota,
            Threads = threads,
            Deterministic = DeterministicAlgorithms.IsOn,
            Settings = [.. library.Settings.Select(setting => IsOverruled(setting, threads)
                ? setting with { Value = threads.ToString(CultureInfo.InvariantCulture), Origin = SettingOrigin.Command } : setting)],
        };
    }

    private static bool IsOverruled(RuntimeSetting setting, int threads) => setting.Name == nameof(Threads)
        && int.TryParse(setting.Value[(setting.Value.IndexOf('=', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture, out var chosen) && chosen != threads;

    private static IEnumerable<string> FoundDevices()
    {
        yield return "cpu";
        for (var i = 0; torch.cuda.is_available() && i < torch.cuda.device_count(); i++)
            yield return $"cuda:{i}";
        if (torch.mps_is_available())
            yield return "mps";
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString(3) ?? "unknown";
}
