using System.Diagnostics;
using System.Globalization;
using System.Text;
using Freeze.Models;
using Freeze.Networks;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Safetensors;
using Freeze.WeightFiles.Writing;
using TorchSharp;

namespace Freeze.Benchmarks;

/// <summary>Loading the weights of resnet18 into a built model, beside reading the file's bytes, and beside PyTorch where it is installed.</summary>
internal sealed class CheckpointLoading : IBenchmark
{
    private const int Rounds = 41;

    // Every round is timed on its own, the file warm and the model built beforehand, as here.
    private const string Python = """
        import sys, time, torch, torchvision
        model = torchvision.models.resnet18()
        times = []
        for i in range(45):
            start = time.perf_counter()
            model.load_state_dict(torch.load(sys.argv[1]))
            times.append((time.perf_counter() - start) * 1000)
        print(torch.__version__, sorted(times[4:])[20])
        """;

    public string Name => "loading";

    public string Title => "Loading resnet18 into a built model";

    public string Run()
    {
        var folder = Directory.CreateTempSubdirectory("freeze-loading-");
        try
        {
            using var network = ArchitectureRegistry.Build(ArchitectureRegistry.Get("resnet18"), new ArchitectureOptions());
            var state = network.state_dict();
            var sources = state.Select(pair => TensorLoading.ToSource(pair.Key, pair.Value)).ToList();
            var size = sources.Sum(source => source.Bytes);
            var (pth, safetensors) = (Path.Combine(folder.FullName, "resnet18.pth"), Path.Combine(folder.FullName, "resnet18.safetensors"));
            PyTorchWriter.Write(pth, sources);
            SafetensorsWriter.Write(safetensors, sources);
            var table = new StringBuilder("Warm file cache. Bytes: the whole file into a buffer that is used again. Peak: what loading adds to the memory of a process that holds the built model, and in relation to the model's size.\n\n| file | bytes, ms | Freeze, ms | ratio | PyTorch, ms | peak above the model, MB | (model + peak) / model |\n|---|---:|---:|---:|---:|---:|---:|\n");
            Add(table, pth, network, size, MeasurePython(pth));
            Add(table, safetensors, network, size, null);
            return table.ToString();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Add(StringBuilder table, string path, torch.nn.Module network, long size, string? python)
    {
        var buffer = new byte[new FileInfo(path).Length];
        var medians = Interleaved.Medians(200, Rounds, () => ReadBytes(path, buffer), () => Load(path, network));
        var peak = PeakOf(() => Load(path, network));
        table.Append(FormattableString.Invariant($"| {Path.GetFileName(path)} | {medians[0]:F2} | {medians[1]:F2} | {medians[1] / medians[0]:F2} | {python ?? "-"} | {peak / 1048576.0:F1} | {1 + (double)peak / size:F2} |\n"));
    }

    private static void ReadBytes(string path, byte[] buffer)
    {
        using var file = File.OpenHandle(path);
        for (var done = 0; done < buffer.Length;)
            done += RandomAccess.Read(file, buffer.AsSpan(done), done);
    }

    private static void Load(string path, torch.nn.Module network)
    {
        using var files = WeightFileSet.Open([path]);
        WeightLoader.Load(network, files, "fc", new ImportOptions());
    }

    // Linux keeps the highest resident size of a process, and forgets it when told so.
    private static long PeakOf(Action action)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        action();
        return Status("VmHWM") - before;
    }

    private static long Status(string name) => 1024 * File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)).Single();

    private static string? MeasurePython(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", ["-c", Python, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardError.ReadToEndAsync();
            var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            process.WaitForExit();
            return words is [var version, var milliseconds] ? FormattableString.Invariant($"{double.Parse(milliseconds, CultureInfo.InvariantCulture):F1} ({version})") : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
