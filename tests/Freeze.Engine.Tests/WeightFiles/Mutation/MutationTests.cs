using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Freeze.Tests.WeightFiles.Mutation;

/// <summary>
/// Mutants of weight files of all formats are read, or refused with a code; none crashes, hangs or takes much memory. FREEZE_MUTANTS sets
/// their number (2,000 without it; the long run has 100,000), FREEZE_MUTATION_SEED the seed (1 without it). A failure names the
/// mutant's number and keeps its file; FREEZE_MUTANT_FIRST starts there. FREEZE_MUTATION_LOG names a file for the slowest, the largest and what came of all.
/// </summary>
public sealed class MutationTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Mutants_are_read_or_refused_with_a_code()
    {
        var (seed, first, count) = (Setting("FREEZE_MUTATION_SEED", 1), Setting("FREEZE_MUTANT_FIRST", 0), Setting("FREEZE_MUTANTS", 2000));
        using var folder = new CheckpointFolder();
        File.Copy(Path.Combine(CheckpointFixtures.Selection, "good", "dtypes.safetensors"), Path.Combine(folder.Path, "shard.safetensors"));
        var maker = new MutantMaker();
        var (failures, outcomes) = (new List<string>(), new SortedDictionary<string, int>());
        var (current, slowest, largest) = (first, (Time: TimeSpan.Zero, Number: -1), (Bytes: 0L, Number: -1));
        var (path, watch) = ("", Stopwatch.StartNew());
        var work = Task.Factory.StartNew(() =>
        {
            for (var number = first; number < first + count && failures.Count < 10; number++)
            {
                var (name, bytes) = maker.Make(seed, number);
                var mutant = folder.Write(name, bytes);
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                (path, current) = (mutant, number);
                watch.Restart();
                var wrong = MutantRun.Read(mutant, out var outcome);
                outcomes[outcome?.ToString() ?? "read"] = outcomes.GetValueOrDefault(outcome?.ToString() ?? "read") + 1;
                var (time, memory) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated);
                slowest = time > slowest.Time ? (time, number) : slowest;
                largest = memory > largest.Bytes ? (memory, number) : largest;
                if (wrong is null && memory > CheckpointFolder.MostMemory + bytes.Length)
                    wrong = $"took {memory >> 20} MB";
                if (wrong is not null)
                    failures.Add($"mutant {number} of seed {seed} {wrong}; kept as {Keep(mutant, number)}");
            }
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        while (await Task.WhenAny(work, Task.Delay(200, TestContext.Current.CancellationToken)) != work)
            Assert.True(watch.Elapsed < Longest, $"Mutant {current} of seed {seed} hangs; kept as {Keep(path, current)}.");
        await work;
        if (Environment.GetEnvironmentVariable("FREEZE_MUTATION_LOG") is { Length: > 0 } log)
            await File.WriteAllTextAsync(log, $"{count} mutants, slowest {slowest}, largest {largest}; {string.Join(", ", outcomes)}", TestContext.Current.CancellationToken);
        // Mutants that all end at the first check would prove little.
        Assert.True(outcomes.GetValueOrDefault("read") > count / 20, string.Join(", ", outcomes));
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    private static string Keep(string mutant, int number)
    {
        var kept = Path.Combine(Path.GetTempPath(), $"freeze-mutant-{number}-{Path.GetFileName(mutant)}");
        File.Copy(mutant, kept, overwrite: true);
        return kept;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
