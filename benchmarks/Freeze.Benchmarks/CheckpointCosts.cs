using System.Text;
using Freeze.Libtorch;
using Freeze.Training;
using Freeze.Training.Checkpointing;
using Freeze.WeightFiles.Writing;

namespace Freeze.Benchmarks;

/// <summary>What keeping a run costs beyond its bytes, and what going on with it costs.</summary>
internal sealed class CheckpointCosts : IBenchmark
{
    private const int WarmUp = 5, Rounds = 15;

    public string Name => "checkpoints";

    public string Title => "A checkpoint of a run";

    public string Run()
    {
        var table = new StringBuilder("Weights, statistics, momentum, random state and description. The floor is one array of as many bytes, written to a file, flushed to the disk and renamed. A best state is a second name of the same file.\n\n")
            .Append("| run | bytes, MB | floor, ms | checkpoint, ms | beyond the floor, ms | checkpoint that is the best, ms | without the flush to the disk, ms | proving and restoring, ms |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        table.Append(Row("narrow16, nothing frozen", ExampleJob.Narrow(), 32));
        table.Append(Row("narrow16, first two blocks frozen", ExampleJob.FrozenThrough(ExampleJob.Narrow(), "layer2"), 32));
        table.Append(Row("resnet18, nothing frozen", ExampleJob.Random("resnet18", 5), 64));
        return table.ToString();
    }

    private static string Row(string what, TorchModel model, int size)
    {
        var folder = Directory.CreateTempSubdirectory("freeze-benchmark-").FullName;
        try
        {
            using var own = model;
            using var optimizer = ExampleJob.Optimizer(model);
            var options = new FineTuneOptions { BatchSize = 8, Seed = 1, CheckpointPath = Path.Combine(folder, "run") };
            foreach (var _ in new FineTuneRun(optimizer, ExampleJob.Noise(8, size), null, options).Steps())
            {
            }

            using var run = RunFolder.Open(options.CheckpointPath, resume: true, force: false);
            using var random = RandomStream.Begin(null);
            var saved = run.Saved!;
            var facts = saved.Description.Facts;
            RunSnapshot Snapshot()
            {
                List<RunPart> parts = [new("model", optimizer, SavedPlan.InForce(model), 1, null)];
                return new RunSnapshot(saved.Description with { Facts = facts, Parts = parts.ToDictionary(part => part.Name, PartDescription.Of) }, parts, random);
            }

            var bytes = new byte[new FileInfo(run.Last).Length];
            new Random(1).NextBytes(bytes);
            var plain = Path.Combine(folder, "plain");
            var times = Interleaved.Medians(WarmUp, Rounds,
                () => AtomicFile.Write(plain, overwrite: true, stream => stream.Write(bytes)),
                () => run.Save(Snapshot(), isLast: true, isBest: false),
                () => run.Save(Snapshot(), isLast: true, isBest: true),
                () => Snapshot().Write(Stream.Null),
                () =>
                {
                    using var again = RunCheckpoint.Open(run.Last);
                    again.Restore("model", optimizer);
                });
            return FormattableString.Invariant($"| {what} | {bytes.Length / 1e6:F1} | {times[0]:F1} | {times[1]:F1} | {times[1] - times[0]:F1} | {times[2]:F1} | {times[3]:F1} | {times[4]:F1} |\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
