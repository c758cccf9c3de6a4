using System.Globalization;
using System.Text;
using Freeze.Training;

namespace Freeze.Benchmarks;

/// <summary>The memory that a run needs at most, each plan in a process of its own.</summary>
internal sealed class PeakMemory : IBenchmark
{
    private const string Piece = "peak";

    /// <summary>The piece that runs in a child process: the peak of two epochs under a plan, in MB.</summary>
    public static (string Name, Func<string[], string> Work) ChildPiece => (Piece, arguments => Train(arguments[0]).ToString("F1", CultureInfo.InvariantCulture));

    public string Name => "peak";

    public string Title => "Peak memory of a run";

    public string Run()
    {
        var table = new StringBuilder("resnet18, 16x3x224x224, 96 samples, two epochs of Start-FineTune's engine, a process each; the runtime and libtorch are counted.\n\n| plan | peak resident, MB | ratio |\n|---|---:|---:|\n");
        var full = double.NaN;
        foreach (var plan in new[] { "all", "layer2", "head" })
        {
            var peak = double.Parse(ChildProcess.Run(null, Piece, plan), CultureInfo.InvariantCulture);
            full = plan == "all" ? peak : full;
            table.Append(FormattableString.Invariant($"| {plan switch { "all" => "nothing frozen", "head" => "head only", _ => "first two blocks frozen" }} | {peak:F0} | {peak / full:F2} |\n"));
        }

        return table.ToString();
    }

    private static double Train(string plan)
    {
        using var model = ExampleJob.Random("resnet18", 5);
        if (plan != "all")
            ExampleJob.FrozenThrough(model, plan == "head" ? "layer4" : plan);
        using var optimizer = ExampleJob.Optimizer(model);
        foreach (var _ in new FineTuneRun(optimizer, ExampleJob.Noise(96, 224), null, new FineTuneOptions { BatchSize = 16, Epochs = 2, Seed = 1 }).Steps())
        {
        }

        return ProcessMemory.Peak;
    }
}
