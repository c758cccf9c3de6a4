using System.Globalization;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Networks.Families;
using Freeze.Networks.Layers;
using Freeze.Tensors;
using Freeze.Tests.Networks.Reference;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Networks;

/// <summary>Compares every architecture with torchvision itself.</summary>
public sealed class TorchvisionForwardTests(TorchvisionReference reference) : IClassFixture<TorchvisionReference>
{
    private const int Classes = 10;

    public static TheoryData<string> Names => [.. ArchitectureRegistry.All.Where(architecture => architecture.Family != "DCGAN").Select(architecture => architecture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_computes_what_torchvision_computes_and_starts_where_torchvision_starts(string name)
    {
        Assert.SkipUnless(reference.IsThere, "No Python with torch and torchvision was found; FREEZE_PYTHON can name one.");
        var folder = Directory.CreateTempSubdirectory("freeze-torchvision-").FullName;
        try
        {
            reference.Write(name, SizeFor(name), Classes, folder);
            Assert.Equal("", string.Join("\n", OddStarts(name, Path.Combine(folder, "fresh.pth"))));
            using var model = ModelImporter.FromArchitecture(name, new ImportOptions
            {
                Build = new ArchitectureOptions { ClassCount = Classes },
                Weights = [Path.Combine(folder, "weights.pth")],
            });
            Assert.Equal(File.ReadLines(Path.Combine(folder, "settings.txt")).Select(Rounded).Order(StringComparer.Ordinal), Settings(model).Select(Rounded).Order(StringComparer.Ordinal));
            using var scope = NewDisposeScope();
            var known = Read(Path.Combine(folder, "io.pth"));
            var network = (StagedNetwork)model.Module;
            var output = network.call(known["input"]);
            var difference = Difference(output, known["output"]);
            // The promise is 1e-4; the measure is 2e-6, and the approximate GELU in place of the exact one would only be 1e-4 away.
            Assert.InRange(difference, 0, 2e-5);
            Assert.True(known["output"].std().item<float>() > 1e-4, "The output says too little to compare.");
            using (no_grad())
                CheckParts(network, known["input"], output);
            // The first weight's gradient has come through every layer. In float64: rounding that lifts a value over a ReLU's zero changes it by jumps, on one processor and not on another.
            network.to(ScalarType.Float64);
            network.call(known["input"].to(ScalarType.Float64)).square().mean().backward();
            using var off = no_grad();
            var gradient = network.get_parameter(InputAdaptation.FirstWeight(network)!)!.grad!;
            var gradientDifference = ((gradient - known["gradient"]).norm() / known["gradient"].norm()).item<double>();
            Assert.InRange(gradientDifference, 0, 1e-9);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: output differs by {difference:e1}, gradient by {gradientDifference:e1}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Difference(Tensor actual, Tensor expected) => ((actual - expected).abs().max() / expected.abs().max()).item<float>();

    private static IEnumerable<string> Settings(TorchModel model) => model.Nodes.Select(node => node.Module switch
    {
        BatchNorm2d norm => FormattableString.Invariant($"{node.Name} {norm.eps} {norm.momentum}"),
        LayerNorm norm => FormattableString.Invariant($"{node.Name} {norm.eps}"),
        ConvNeXt.LayerNorm2d => FormattableString.Invariant($"{node.Name} {ConvNeXt.LayerNorm2d.Epsilon}"),
        Dropout dropout => FormattableString.Invariant($"{node.Name} {dropout.p}"),
        StochasticDepth depth => FormattableString.Invariant($"{node.Name} {depth.Probability}"),
        _ => "",
    }).Where(line => line.Length > 0);

    // Python and .NET write numbers differently.
    private static string Rounded(string line) => string.Join(' ', line.Split(' ').Select((word, i) =>
        i == 0 ? word : double.Parse(word, CultureInfo.InvariantCulture).ToString("e6", CultureInfo.InvariantCulture)));

    // Cached features must give what the whole gives, and running on from them must leave them as they are.
    private static void CheckParts(StagedNetwork network, Tensor input, Tensor output)
    {
        var features = input;
        for (var stage = 0; stage < network.Stages.Count; stage++)
        {
            using var kept = features.clone();
            var next = network.Run(features, stage, stage + 1);
            Assert.True(features.allclose(kept, 0, 0), $"Stage {network.Stages[stage]} changed its input.");
            features = next;
        }

        Assert.True(features.allclose(output, 0, 0));
    }

    // Distributions of large tensors: spread to 5 %, and the kurtosis tells normal (3) from uniform (1.8). Constants must be the same.
    private static List<string> OddStarts(string name, string path)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = ModelImporter.FromArchitecture(name, new ImportOptions { Build = new ArchitectureOptions { ClassCount = Classes }, Seed = 1 });
        var known = Read(path);
        var odd = new List<string>();
        foreach (var tensor in model.StateTensors.Where(tensor => tensor.Value.is_floating_point()))
        {
            var values = tensor.Value.detach().flatten().narrow(0, 0, Math.Min(1_000_000, tensor.Value.numel())).to(ScalarType.Float64);
            var expected = known[tensor.Name].data<double>().ToArray();
            var (mean, deviation) = (values.mean().item<double>(), values.std(unbiased: false).item<double>());
            var kurtosis = deviation > 0 ? ((values - mean).pow(4).mean() / Math.Pow(deviation, 4)).item<double>() : 0;
            var count = values.numel();
            var same = expected[1] == 0 ? deviation == 0 && Math.Abs(mean - expected[0]) < 1e-12 + 1e-6 * Math.Abs(expected[0])
                : count < 2000 || Math.Abs(deviation / expected[1] - 1) < 5 / Math.Sqrt(count) + 0.01 && Math.Abs(kurtosis - expected[2]) < 0.5
                    && Math.Abs(mean - expected[0]) < 8 * expected[1] / Math.Sqrt(count);
            if (!same || expected[1] > 0 != deviation > 0)
                odd.Add($"{tensor.Name}: mean {mean}, deviation {deviation}, kurtosis {kurtosis} instead of {string.Join(", ", expected)}");
        }

        return odd;
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        using var file = Checkpoint.Open(path);
        return file.Tensors.ToDictionary(entry => entry.Name, entry => entry.ToTensor());
    }

    // Transformers take one size only; the rest is quicker at a small one.
    private static int SizeFor(string name) => name.StartsWith("vit", StringComparison.Ordinal) ? 224 : 72;
}
