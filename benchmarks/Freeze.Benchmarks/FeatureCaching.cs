using System.Text;
using Freeze.Training;

namespace Freeze.Benchmarks;

/// <summary>Frozen layers that run once for each sample, beside those that run in every epoch.</summary>
internal sealed class FeatureCaching : IBenchmark
{
    private const int Epochs = 10;

    public string Name => "cache";

    public string Title => "The feature cache";

    public string Run()
    {
        var table = new StringBuilder("Whole runs of ten epochs over the quickstart's data (6,400 images, batch 64, validated on 2,500 others after each epoch) unless the job says otherwise, a run with the cache and one without in turns, epoch by epoch. Later: the median of epochs 3 to 10.\n\n| job | cache off, s | cached, s | as a whole | later epoch off, ms | cached, ms | off / cached | cached / off |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        var (images, test) = (ExampleJob.Data(), ExampleJob.Data("t10k"));
        Add(table, "narrow16, head only", () => ExampleJob.FrozenThrough(ExampleJob.Narrow(), "layer4"), images, test, 64);
        Add(table, "narrow16, first two blocks frozen", () => ExampleJob.FrozenThrough(ExampleJob.Narrow(), "layer2"), images, test, 64);
        Add(table, "narrow16, stem frozen, 1,280 images", () => ExampleJob.FrozenThrough(ExampleJob.Narrow(), "bn1"), images.Take([.. Enumerable.Range(0, 1280)]), null, 64);
        Add(table, "resnet18, 320 images of 3x64x64, first two blocks frozen", () => ExampleJob.FrozenThrough(ExampleJob.Random("resnet18", 5), "layer2"), ExampleJob.Noise(320, 64), null, 32);
        Add(table, "the same on disk", () => ExampleJob.FrozenThrough(ExampleJob.Random("resnet18", 5), "layer2"), ExampleJob.Noise(320, 64), null, 32, FeatureCacheMode.Disk);
        return table + "\n" + Shares();
    }

    private static void Add(StringBuilder table, string job, Func<TorchModel> build, TorchDataset data, TorchDataset? validation, int batch, FeatureCacheMode mode = FeatureCacheMode.Auto)
    {
        using TorchModel plain = build(), cached = build();
        var runs = new[] { (plain, FeatureCacheMode.Off), (cached, mode) }.Select(pair => new FineTuneRun(ExampleJob.Optimizer(pair.Item1), data, validation,
            new FineTuneOptions { Epochs = Epochs, BatchSize = batch, Seed = 1, FeatureCache = pair.Item2 }).Steps().GetEnumerator()).ToList();
        var times = runs.Select(_ => new List<double>()).ToList();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            foreach (var (run, own) in runs.Zip(times))
                own.Add(EpochSeconds(run));
        }

        runs.ForEach(run => run.Dispose());
        var (off, on) = (times[0].Sum(), times[1].Sum());
        var (laterOff, laterOn) = (Interleaved.Median(times[0][2..]) * 1000, Interleaved.Median(times[1][2..]) * 1000);
        table.Append(FormattableString.Invariant($"| {job} | {off:F1} | {on:F1} | {off / on:F1}x | {laterOff:F0} | {laterOn:F1} | {laterOff / laterOn:F1} | {laterOn / laterOff:F2} |\n"));
    }

    private static double EpochSeconds(IEnumerator<TrainingProgress> run)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (run.MoveNext() && run.Current.Record is null)
        {
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static string Shares()
    {
        var table = new StringBuilder("Steps without the cache, as shares of a full step.\n\n| job | full, ms | first two blocks frozen | head only |\n|---|---:|---:|---:|\n");
        AddShares(table, "resnet18, 8x3x224x224", () => ExampleJob.Random("resnet18", 1000), ExampleJob.Noise(64, 224), 8, 7);
        AddShares(table, "narrow16, 64x3x32x32", ExampleJob.Narrow, ExampleJob.Data(), 64, 15);
        return table.ToString();
    }

    private static void AddShares(StringBuilder table, string job, Func<TorchModel> build, TorchDataset data, int batch, int rounds)
    {
        var models = new[] { null, "layer2", "layer4" }.Select(layer => layer is null ? build() : ExampleJob.FrozenThrough(build(), layer)).ToList();
        var runs = models.Select(model => new FineTuneRun(ExampleJob.Optimizer(model), data, null, new FineTuneOptions { Epochs = int.MaxValue, BatchSize = batch, Seed = 1, FeatureCache = FeatureCacheMode.Off, FrozenProof = false }).Steps().GetEnumerator()).ToList();
        var medians = Interleaved.Medians(3, rounds, [.. runs.Select(run => (Action)(() => run.MoveNext()))]);
        runs.ForEach(run => run.Dispose());
        models.ForEach(model => model.Dispose());
        table.Append(FormattableString.Invariant($"| {job} | {medians[0]:F1} | {medians[1] / medians[0]:F3} | {medians[2] / medians[0]:F3} |\n"));
    }
}
