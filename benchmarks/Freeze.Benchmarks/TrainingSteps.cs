using System.Text;
using Freeze.Training;

namespace Freeze.Benchmarks;

/// <summary>A step of Start-FineTune beside a step of the loop that one would write by hand.</summary>
internal sealed class TrainingSteps : IBenchmark
{
    public string Name => "steps";

    public string Title => "A training step, beside a plain TorchSharp loop";

    public string Run()
    {
        var table = new StringBuilder("The plain loop has its samples in one tensor beforehand and TorchSharp's SGD; all run in one process, with the allocator tuned. Bare: forward pass, loss, backward pass and optimizer of Start-FineTune on one batch that lies ready; what the loop adds is data, checks, gradient norms, proof and records.\n\n| job | plain loop, ms | Start-FineTune, ms | ratio | bare step, ms | loop / bare |\n|---|---:|---:|---:|---:|---:|\n");
        var images = ExampleJob.Data();
        Add(table, "narrow16, 64x3x32x32, nothing frozen", images, 64, 60, ExampleJob.Narrow);
        Add(table, "narrow16, 64x3x32x32, first two blocks frozen", images, 64, 60, () => ExampleJob.FrozenThrough(ExampleJob.Narrow(), "layer2"));
        Add(table, "narrow16, 64x3x32x32, head only", images, 64, 60, () => ExampleJob.FrozenThrough(ExampleJob.Narrow(), "layer4"));
        Add(table, "resnet18, 128x3x32x32, nothing frozen", ExampleJob.Noise(512, 32), 128, 30, () => ExampleJob.Random("resnet18", 5));
        Add(table, "resnet18, 16x3x224x224, nothing frozen", ExampleJob.Noise(64, 224), 16, 9, () => ExampleJob.Random("resnet18", 5));
        Add(table, "resnet18, 16x3x224x224, first two blocks frozen", ExampleJob.Noise(64, 224), 16, 9, () => ExampleJob.FrozenThrough(ExampleJob.Random("resnet18", 5), "layer2"));
        return table.ToString();
    }

    private static void Add(StringBuilder table, string job, TorchDataset data, int batch, int rounds, Func<TorchModel> build)
    {
        using TorchModel ours = build(), theirs = build(), bare = build();
        var plain = new PlainLoop(theirs, data, batch);
        var run = new FineTuneRun(ExampleJob.Optimizer(ours), data, null, new FineTuneOptions { FeatureCache = FeatureCacheMode.Off, Epochs = int.MaxValue, BatchSize = batch, Seed = 1 });
        using var steps = run.Steps().GetEnumerator();
        // Where layers are frozen there is no bare step: the frozen beginning runs in another way.
        Action[] ways = bare.TrainableCount == bare.ParameterCount ? [plain.Step, () => steps.MoveNext(), new BareStep(bare, data, batch).Step] : [plain.Step, () => steps.MoveNext()];
        var medians = Interleaved.Medians(6, rounds, ways);
        var last = medians.Length > 2 ? FormattableString.Invariant($"{medians[2]:F1} | {medians[1] / medians[2]:F2}") : "- | -";
        table.Append(FormattableString.Invariant($"| {job} | {medians[0]:F1} | {medians[1]:F1} | {medians[1] / medians[0]:F2} | {last} |\n"));
    }
}
