using System.Diagnostics;

namespace Freeze.Benchmarks;

/// <summary>Runs a piece of a benchmark in a process of its own, where memory and settings are not those of the pieces before.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument that makes this program run a piece instead of whole benchmarks.</summary>
    public const string Switch = "--piece";

    /// <summary>Runs a piece and returns what it wrote.</summary>
    /// <param name="environment">Variables that are set for it, or removed where the value is null.</param>
    /// <param name="arguments">The piece's name and its arguments.</param>
    public static string Run(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[typeof(ChildProcess).Assembly.Location, Switch, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text.Trim() : throw new InvalidOperationException($"The piece {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
