using System.Text;
using Freeze.Training;
using TorchSharp;

namespace Freeze.Benchmarks;

/// <summary>Memory over fifty epochs of the example's job.</summary>
internal sealed class TrainingMemory : IBenchmark
{
    private const int Epochs = 50;

    public string Name => "memory";

    public string Title => "Memory over fifty epochs";

    public string Run()
    {
        var table = new StringBuilder("narrow16, first two blocks frozen, 6,400 images, batch 64, validated on 2,500 others. Live tensors are TorchSharp's; before the first run and after each of two. In use: what the C library has given out; the rest of what is resident is free blocks between, code, and .NET.\n\n| after epoch | peak resident, MB | resident, MB | in use, MB |\n|---:|---:|---:|---:|\n");
        var data = ExampleJob.Data();
        using var model = ExampleJob.FrozenThrough(ExampleJob.Narrow(), "layer2");
        var optimizer = ExampleJob.Optimizer(model);
        Drain(new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = 64, Seed = 1 }), null);
        var before = Live();
        Drain(new FineTuneRun(optimizer, data, ExampleJob.Data("t10k"), new FineTuneOptions { Epochs = Epochs, BatchSize = 64, Seed = 1 }), epoch =>
        {
            if (epoch is 1 or 2 or 5 or 10 or 20 or Epochs)
                table.Append(FormattableString.Invariant($"| {epoch} | {ProcessMemory.Peak:F1} | {ProcessMemory.Now:F1} | {ProcessMemory.InUse:F1} |\n"));
        });
        table.Append(FormattableString.Invariant($"\nLive tensors before the fifty epochs: {before}; after them: {Live()}.\n"));
        return table.ToString();
    }

    private static void Drain(FineTuneRun run, Action<int>? ended)
    {
        foreach (var step in run.Steps())
        {
            if (step.Record is { } record)
                ended?.Invoke(record.Epoch);
        }
    }

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
