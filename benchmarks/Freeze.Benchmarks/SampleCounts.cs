using System.Diagnostics;
using System.Text;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Training;

namespace Freeze.Benchmarks;

/// <summary>An epoch over ever more samples: time and memory a sample must stay what they are.</summary>
internal sealed class SampleCounts : IBenchmark
{
    private const int BatchSize = 256;

    public string Name => "samples";

    public string Title => "An epoch over up to a million samples";

    public string Run()
    {
        var table = new StringBuilder("64 numbers a sample, made as they are read on background threads; Linear(64, 10), SGD, batch 256. Resident memory after the epoch, above that before it.\n\n| samples | epoch, s | microseconds a sample | memory, MB |\n|---:|---:|---:|---:|\n");
        using var model = ModelImporter.FromLayers("linear", ["Linear(64, 10)"], new ImportOptions { Seed = 1 });
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 } });
        Epoch(optimizer, 20_000);
        foreach (var count in new[] { 10_000, 100_000, 1_000_000 })
        {
            var before = ProcessMemory.Now;
            var start = Stopwatch.GetTimestamp();
            Epoch(optimizer, count);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            table.Append(FormattableString.Invariant($"| {count:N0} | {seconds:F2} | {seconds * 1e6 / count:F2} | {ProcessMemory.Now - before:F0} |\n"));
        }

        return table.ToString();
    }

    private static void Epoch(GroupedOptimizer optimizer, int count)
    {
        foreach (var _ in new FineTuneRun(optimizer, SyntheticSamples.Of(count), null, new FineTuneOptions { BatchSize = BatchSize, Seed = 1 }).Steps())
        {
        }
    }
}
