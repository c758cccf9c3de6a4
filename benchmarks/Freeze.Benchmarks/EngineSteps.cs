using System.Diagnostics;
using System.Globalization;
using System.Text;
using Freeze.Training;
using TorchSharp;

namespace Freeze.Benchmarks;

/// <summary>A full training step of Start-FineTune as it is by default, beside a plain TorchSharp loop in a process that nothing has tuned, and beside PyTorch, tuned alike.</summary>
internal sealed class EngineSteps : IBenchmark
{
    private const string Piece = "engine", Python = "/usr/bin/python3";
    private const int WarmUp = 4;

    private static readonly IReadOnlyDictionary<string, string?> Untuned = new Dictionary<string, string?> { ["FREEZE_TUNE_MALLOC"] = "0", ["FREEZE_TUNE_OPENMP"] = "0", ["FREEZE_TUNE_THREADS"] = "0" };

    // The same model, optimizer and loss, over samples that lie in one tensor.
    private const string Script = """
        import sys, time, torch, torchvision
        batch, size = int(sys.argv[1]), int(sys.argv[2])
        torch.set_num_threads(int(sys.argv[3]))
        model = torchvision.models.resnet18(num_classes=5).train()
        named = [('layer3', 0.003), ('layer4', 0.01), ('fc', 0.05)]
        groups = [{'params': getattr(model, name).parameters(), 'lr': rate} for name, rate in named]
        rest = [p for n, p in model.named_parameters() if n.split('.')[0] not in dict(named)]
        optimizer = torch.optim.SGD(groups + [{'params': rest}], lr=0.001, momentum=0.9, weight_decay=1e-4)
        loss = torch.nn.CrossEntropyLoss()
        inputs, labels = torch.randn(batch, 3, size, size), torch.arange(batch) % 5
        for line in sys.stdin:
            start = time.perf_counter()
            optimizer.zero_grad()
            value = loss(model(inputs), labels)
            value.backward()
            optimizer.step()
            value.item()
            print((time.perf_counter() - start) * 1000, flush=True)
        """;

    /// <summary>The piece that runs in child processes: a step for each line.</summary>
    public static (string Name, Func<string[], string> Work) ChildPiece => (Piece, Serve);

    public string Name => "engines";

    public string Title => "A training step, beside an untuned TorchSharp loop and PyTorch";

    public string Run()
    {
        var table = new StringBuilder("resnet18, nothing frozen, SGD with momentum and weight decay; a process each, stepping in turns. The untuned process has the allocator, the waiting and the number of threads as they come. PyTorch has the allocator's thresholds, the waiting and the threads that Start-FineTune sets.\n\n| step | untuned loop, ms | PyTorch, ms | float32, ms | bfloat16, ms | untuned / float32 | float32 / PyTorch | float32 / bfloat16 |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        Add(table, 16, 224, 15);
        Add(table, 128, 32, 41);
        return table.Append(File.Exists(Python) ? "" : $"\nPyTorch was not measured: there is no {Python}.\n").ToString();
    }

    private static void Add(StringBuilder table, int batch, int size, int rounds)
    {
        string[] job = [batch.ToString(CultureInfo.InvariantCulture), size.ToString(CultureInfo.InvariantCulture)];
        using var untuned = PieceServer.Start(Untuned, [Piece, "plain", .. job]);
        using var single = PieceServer.Start(null, [Piece, "float32", .. job]);
        using var half = PieceServer.Start(null, [Piece, "bfloat16", .. job]);
        using var python = StartPython(job);
        PieceServer?[] servers = [untuned, python, single, half];
        var times = servers.Select(_ => new List<double>()).ToArray();
        for (var round = -WarmUp; round < rounds; round++)
        {
            for (var i = 0; i < servers.Length; i++)
            {
                if (servers[i] is { } server && double.Parse(server.Ask("step"), CultureInfo.InvariantCulture) is var time && round >= 0)
                    times[i].Add(time);
            }
        }

        var medians = times.Select(list => list.Count == 0 ? double.NaN : Interleaved.Median(list)).ToArray();
        table.Append(FormattableString.Invariant($"| {batch}x3x{size}x{size} | {medians[0]:F0} | {Text(medians[1], "F0")} | {medians[2]:F0} | {medians[3]:F0} | {medians[0] / medians[2]:F2} | {Text(medians[2] / medians[1], "F2")} | {medians[2] / medians[3]:F2} |\n"));
    }

    private static string Text(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);

    private static PieceServer? StartPython(string[] job)
    {
        if (!File.Exists(Python))
            return null;
        var threads = torch.get_num_threads().ToString(CultureInfo.InvariantCulture);
        return PieceServer.Start(Python, new Dictionary<string, string?>
        {
            ["MALLOC_MMAP_THRESHOLD_"] = "2147483647",
            ["MALLOC_TRIM_THRESHOLD_"] = "2147483647",
            ["GOMP_SPINCOUNT"] = "1000",
            ["OMP_NUM_THREADS"] = threads,
        }, ["-c", Script, .. job, threads]);
    }

    private static string Serve(string[] arguments)
    {
        var (kind, batch, size) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), int.Parse(arguments[2], CultureInfo.InvariantCulture));
        var data = ExampleJob.Noise(4 * batch, size);
        using var model = ExampleJob.Random("resnet18", 5);
        var step = kind == "plain" ? new PlainLoop(model, data, batch).Step : Engine(model, data, batch, kind == "bfloat16" ? Precision.BFloat16 : Precision.Float32);
        return PieceServer.Serve(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            step();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture);
        });
    }

    private static Action Engine(TorchModel model, TorchDataset data, int batch, Precision precision)
    {
        var steps = new FineTuneRun(ExampleJob.Optimizer(model), data, null, new FineTuneOptions { Epochs = int.MaxValue, BatchSize = batch, Seed = 1, Precision = precision }).Steps().GetEnumerator();
        return () => steps.MoveNext();
    }
}
