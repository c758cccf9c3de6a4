using System.Diagnostics;
using System.Globalization;
using System.Text;
using Freeze.Training;

namespace Freeze.Benchmarks;

/// <summary>Whether training uses the cores that are there, in every start of a process, and how much another busy program costs it.</summary>
internal sealed class ThreadUse : IBenchmark
{
    private const string Piece = "thread-use";
    private const int Starts = 8;

    /// <summary>The piece that runs in child processes: spins, probes or trains as it is told.</summary>
    public static (string Name, Func<string[], string> Work) ChildPiece => (Piece, Serve);

    public string Name => "threads";

    public string Title => "Cores in use, alone and beside a busy program";

    public string Run()
    {
        var table = new StringBuilder("resnet18, 128x3x32x32, nothing frozen; each start is a process of its own. Probe: processor time per second of two threads that only count. Beside: one more process spins. A start counts where the probe reaches 1.9.\n\n| start | probe | cpu / wall | step, ms | step beside, ms | ratio |\n|---:|---:|---:|---:|---:|---:|\n");
        var (least, most, counted) = (double.PositiveInfinity, 0.0, 0);
        for (var start = 1; start <= Starts; start++)
        {
            using var trainer = PieceServer.Start(null, Piece);
            trainer.Ask("train 4");
            var probe = Numbers(trainer.Ask("probe"))[0];
            var alone = Numbers(trainer.Ask("train 15"));
            using var busy = PieceServer.Start(null, Piece);
            busy.Ask("spin");
            var beside = Numbers(trainer.Ask("train 15"));
            var (use, ratio) = (alone[0], beside[1] / alone[1]);
            if (probe >= 1.9)
                (least, most, counted) = (Math.Min(least, use), Math.Max(most, ratio), counted + 1);
            table.Append(FormattableString.Invariant($"| {start} | {probe:F2} | {use:F2} | {alone[1]:F0} | {beside[1]:F0} | {ratio:F2} |\n"));
        }

        return table.Append(counted == 0 ? "\nThe machine was never idle: no probe reached 1.9.\n"
            : FormattableString.Invariant($"\nOf {counted} starts that count, the least cpu / wall is {least:F2} and the greatest ratio {most:F2}.\n")).ToString();
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static string Serve(string[] arguments)
    {
        IEnumerator<TrainingProgress>? steps = null;
        return PieceServer.Serve(request => request.Split(' ') switch
        {
            ["spin"] => Spin(),
            ["probe"] => Use(() => Task.WaitAll([.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(Count, TaskCreationOptions.LongRunning))])).ToString("R", CultureInfo.InvariantCulture),
            [_, var count] => Train(steps ??= Begin(), int.Parse(count, CultureInfo.InvariantCulture)),
            _ => throw new InvalidOperationException(request),
        });
    }

    private static IEnumerator<TrainingProgress> Begin() => new FineTuneRun(ExampleJob.Optimizer(ExampleJob.Random("resnet18", 5)), ExampleJob.Noise(512, 32), null,
        new FineTuneOptions { Epochs = int.MaxValue, BatchSize = 128, Seed = 1, FrozenProof = false }).Steps().GetEnumerator();

    private static string Train(IEnumerator<TrainingProgress> steps, int count)
    {
        var times = new List<double>();
        var use = Use(() =>
        {
            for (var i = 0; i < count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                steps.MoveNext();
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        });
        return string.Create(CultureInfo.InvariantCulture, $"{use:R} {Interleaved.Median(times):R}");
    }

    private static double Use(Action work)
    {
        using var self = Process.GetCurrentProcess();
        var (before, start) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        work();
        self.Refresh();
        return (self.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(start);
    }

    private static void Count()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 1;)
            Thread.SpinWait(1000);
    }

    // Until the process ends, which happens when nobody asks any more.
    private static string Spin()
    {
        new Thread(() =>
        {
            while (true)
                Thread.SpinWait(1000);
        })
        { IsBackground = true }.Start();
        return "spinning";
    }
}
