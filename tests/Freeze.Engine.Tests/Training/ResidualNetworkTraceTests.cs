using System.Collections;
using System.Text.Json;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tests.Optimization.Traces;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Training;

/// <summary>Whole runs over residual networks follow PyTorch's, step by step: import, freezing, groups, SGD, statistics.</summary>
public sealed class ResidualNetworkTraceTests
{
    private static readonly string Narrow = Path.Combine(TraceTensors.Folder, "nrn_zip.pth");
    private static readonly JsonElement[] Cases = [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TraceTensors.Folder, "resnet.json"))).RootElement.EnumerateArray()];

    // Twenty times what rounding alone does to PyTorch's own numbers (f32_vs_f64 in the file).
    [Theory]
    [InlineData("resnet_nrn_all", "float32", 1e-5)]
    [InlineData("resnet_nrn_frozen_first", "float32", 1e-5)]
    [InlineData("resnet_nrn_all", "float64", 1e-9)]
    [InlineData("resnet_nrn_frozen_first", "float64", 1e-9)]
    public void A_narrow_network_follows_PyTorch(string name, string dataType, double tolerance)
    {
        var reference = Cases.Single(element => element.GetProperty("name").GetString() == name);
        using var model = Import(Narrow, new ArchitectureOptions { Width = 4, ClassCount = 10 }, dataType);
        var suffix = dataType == "float32" ? "f32" : "f64";
        AssertFollows(Run(model, reference, "nrn", 8), reference.GetProperty($"losses_{suffix}"), tolerance);

        var expected = TraceTensors.Read(Path.Combine("tensors", name));
        var compared = model.StateTensors.Count(tensor => IsClose(tensor.Value, expected[$"{suffix}.final.{tensor.Name}"], tensor.Name, tolerance));
        Assert.Equal(122, compared);
    }

    [Theory]
    [InlineData("resnet18_all")]
    [InlineData("resnet18_frozen_first")]
    public void A_real_size_network_follows_PyTorch(string name)
    {
        var weights = Path.Combine(CheckpointFixtures.Full ?? "", "good", "resnet18_torchvision.pth");
        Assert.SkipUnless(File.Exists(weights), "The reference weights (47 MB) lie outside the repository; FREEZE_FIXTURES names their folder.");
        var reference = Cases.Single(element => element.GetProperty("name").GetString() == name);
        using var model = Import(weights, new ArchitectureOptions(), "float32");
        AssertFollows(Run(model, reference, "r18", 4), reference.GetProperty("losses_f32"), 2e-5);

        var expected = TraceTensors.Read(Path.Combine("tensors", name));
        var compared = model.StateTensors.Where(tensor => expected.ContainsKey($"f32.final.{tensor.Name}"))
            .Count(tensor => IsClose(tensor.Value, expected[$"f32.final.{tensor.Name}"], tensor.Name, 1e-4));
        Assert.Equal(expected.Count, compared);
    }

    private static TorchModel Import(string weights, ArchitectureOptions build, string dataType) =>
        ModelImporter.FromArchitecture("resnet18", new ImportOptions { Build = build, Weights = [weights], DataType = dataType });

    private static double[] Run(TorchModel model, JsonElement reference, string data, int batch)
    {
        string[] frozen = [.. reference.GetProperty("frozen").EnumerateArray().Select(item => item.GetString()!)];
        if (frozen.Length > 0)
            model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = frozen }));
        var rates = reference.GetProperty("lrs");
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest
        {
            Parameters = [],
            Settings = new OptimizerSettings { Momentum = 0.9, WeightDecay = 1e-4 },
            Rules =
            [
                Rule(rates, "layer2", "conv1", "bn1", "layer1", "layer2"),
                .. new[] { "layer3", "layer4", "fc" }.Select(layer => Rule(rates, layer, layer)),
            ],
            Remainder = Remainder.Error,
        });
        var tensors = TraceTensors.Read("resnet_data");
        var samples = TensorDataset.Of(tensors[$"{data}.x"].flatten(0, 1), tensors[$"{data}.y"]);
        var run = new FineTuneRun(optimizer, samples, null, new FineTuneOptions { BatchSize = batch, Shuffle = false });
        return run.Steps().Select(step => step.Record).Single(record => record is not null)!.StepLosses;
    }

    private static GroupSpecification Rule(JsonElement rates, string rate, params string[] layers) =>
        GroupSpecification.Parse(new Hashtable { ["Layer"] = layers, ["LearningRate"] = rates.GetProperty(rate).GetDouble() });

    private static void AssertFollows(double[] losses, JsonElement expected, double tolerance)
    {
        Assert.Equal(expected.GetArrayLength(), losses.Length);
        foreach (var (loss, wanted) in losses.Zip(expected.EnumerateArray().Select(value => value.GetDouble())))
            Assert.True(Math.Abs(loss - wanted) <= tolerance * wanted, $"a loss of {loss:R}, not {wanted:R}");
    }

    private static bool IsClose(torch.Tensor actual, torch.Tensor expected, string name, double tolerance)
    {
        var difference = (actual.to(torch.float64) - expected.to(torch.float64)).abs();
        var allowed = expected.to(torch.float64).abs() * tolerance + tolerance;
        Assert.True(difference.le(allowed).all().item<bool>(), $"{name} differs by {difference.max().item<double>()}");
        return true;
    }
}
