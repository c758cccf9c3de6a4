using System.Collections;
using Freeze.Data;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;

namespace Freeze.Benchmarks;

/// <summary>The example's job in parts: data, model, groups.</summary>
internal static class ExampleJob
{
    /// <summary>Images of the example, 3x32x32: train or t10k.</summary>
    public static TorchDataset Data(string set = "train") => DatasetReader.Open(Repository.Example($"{set}-images-idx3-ubyte.gz"), new DatasetOptions
    {
        Class = ["5", "6", "7", "8", "9"],
        Input = new InputTransform { Padding = 2, Mean = [0.2860], StandardDeviation = [0.3530], Channels = 3 },
    });

    /// <summary>The pretrained narrow network with a new head.</summary>
    public static TorchModel Narrow() => ModelImporter.FromArchitecture("resnet18", new ImportOptions
    {
        Build = new ArchitectureOptions { Width = 16, Stem = StemKind.Small, ClassCount = 5 },
        Weights = [Repository.Example("narrow16_pretrained_0to4.pth")],
        ResetHead = true,
        Seed = 1,
    });

    /// <summary>Any residual network with random weights.</summary>
    public static TorchModel Random(string architecture, int classes) =>
        ModelImporter.FromArchitecture(architecture, new ImportOptions { Build = new ArchitectureOptions { ClassCount = classes }, Seed = 1 });

    /// <summary>Freezes everything up to and including a layer.</summary>
    public static TorchModel FrozenThrough(TorchModel model, string layer)
    {
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = [layer], AllowUninitialized = true }));
        return model;
    }

    /// <summary>SGD with momentum 0.9 and weight decay 1e-4, in the example's groups.</summary>
    public static GroupedOptimizer Optimizer(TorchModel model) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Settings = new OptimizerSettings { LearningRate = 0.001, Momentum = 0.9, WeightDecay = 1e-4 },
        Rules = [.. new[] { ("layer3", 0.003), ("layer4", 0.01), ("fc", 0.05) }.Select(group => GroupSpecification.Parse(new Hashtable { ["Layer"] = group.Item1, ["LearningRate"] = group.Item2 }))],
    });

    /// <summary>Random images of three channels, in five classes.</summary>
    public static TorchDataset Noise(int count, int size)
    {
        var random = new Random(1);
        var shape = new TensorShape([3, size, size]);
        var bytes = new byte[count * 3 * size * size];
        random.NextBytes(bytes);
        var raw = new MemorySamples(bytes, null, shape, [.. Enumerable.Range(0, count).Select(i => i % 5)], null);
        return new TorchDataset("noise", raw, SampleSelection.Make("noise", raw, new DatasetOptions()), new SampleTransform("noise", shape, new InputTransform { Mean = [0.5], StandardDeviation = [0.25] }));
    }
}
