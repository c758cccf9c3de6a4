using Freeze.Runtime;

namespace Freeze.Benchmarks;

/// <summary>Runs benchmarks by name and keeps their tables in RESULTS.md.</summary>
internal static class BenchmarkProgram
{
    /// <summary>Every benchmark; a new one is a line here.</summary>
    private static readonly IReadOnlyList<IBenchmark> All = [new TrainingSteps(), new TrainingMemory(), new CheckpointLoading(), new FreezeCosts(), new StepShares(), new OptimizerCosts()];

    /// <summary>Runs the benchmarks that are named, or all; returns the exit code.</summary>
    public static int Run(string[] names)
    {
        var unknown = names.Except(All.Select(benchmark => benchmark.Name)).ToList();
        if (unknown.Count > 0)
        {
            Console.Error.WriteLine($"There is no benchmark {string.Join(", ", unknown)}. There are: {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");
            return 1;
        }

        TorchLibrary.EnsureLoaded(Path.Combine(Repository.Root, "bin"));
        var results = new ResultsFile(Path.Combine(Repository.Root, "benchmarks", "RESULTS.md"));
        foreach (var benchmark in All.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            var table = benchmark.Run();
            Console.WriteLine($"{benchmark.Title}\n{table}");
            results.Replace(benchmark.Title, table);
        }

        return 0;
    }
}
