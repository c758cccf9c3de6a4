using Freeze.Libtorch;

namespace Freeze.Benchmarks;

/// <summary>Runs benchmarks by name and keeps their tables in RESULTS.md.</summary>
internal static class BenchmarkProgram
{
    /// <summary>Every benchmark; a new one is a line here.</summary>
    private static readonly IReadOnlyList<IBenchmark> All =
    [
        new TrainingSteps(), new EngineSteps(), new ThreadUse(), new FeatureCaching(), new AdversarialSteps(), new TrainingMemory(), new PeakMemory(), new SampleCounts(), new ImageLoading(),
        new CheckpointLoading(), new CheckpointCosts(), new FreezeCosts(), new StepShares(), new OptimizerCosts(),
    ];

    /// <summary>The pieces that benchmarks run in processes of their own.</summary>
    private static readonly IReadOnlyDictionary<string, Func<string[], string>> Pieces = new[] { PeakMemory.ChildPiece, EngineSteps.ChildPiece, ThreadUse.ChildPiece }.ToDictionary(piece => piece.Name, piece => piece.Work);

    /// <summary>Runs the benchmarks that are named, or all; returns the exit code.</summary>
    public static int Run(string[] names)
    {
        if (names is [ChildProcess.Switch, var piece, .. var arguments])
        {
            TorchLibrary.EnsureLoaded(Path.Combine(Repository.Root, "bin"));
            Console.WriteLine(Pieces[piece](arguments));
            return 0;
        }

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
