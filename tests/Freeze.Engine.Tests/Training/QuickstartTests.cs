using System.Collections;
using System.Text.Json;
using Freeze.Data;
using Freeze.Freezing;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tests.Optimization.Traces;
using Freeze.Training;
using Xunit;

namespace Freeze.Tests.Training;

/// <summary>The example's job, in PyTorch's sample orders and from its starting head, follows PyTorch's.</summary>
public sealed class QuickstartTests
{
    private static readonly string Fixtures = Path.Combine(LibtorchForTests.RepositoryRoot, "tests", "fixtures", "quickstart");
    private static readonly string Data = Path.Combine(LibtorchForTests.RepositoryRoot, "examples", "data");

    private const int Epochs = 3;
    private const double Points = 0.015;

    // Bounds a few times above what threads and kernels do to PyTorch's own step losses; from step 20 on rounding has grown too far.
    [Fact]
    public void Training_with_the_first_blocks_frozen_follows_PyTorch()
    {
        var (records, expected, accuracies) = Run("frozen_first", "layer3 layer4 fc");
        AssertFollows(records[0].StepLosses, expected, 0, 5, 2e-6);
        AssertFollows(records[0].StepLosses, expected, 5, 10, 2e-4);
        AssertFollows(records[0].StepLosses, expected, 10, 20, 1e-3);
        Assert.All(records.Zip(accuracies), pair => Assert.Equal(pair.Second, pair.First.Accuracy!.Value, Points));
        Assert.All(records, record => Assert.True(record.FrozenIntact));
    }

    [Fact]
    public void Training_the_head_alone_follows_PyTorch()
    {
        var (records, expected, accuracies) = Run("head_only", "fc");
        AssertFollows(records[0].StepLosses, expected, 0, 100, 1e-5);
        Assert.All(records.Zip(accuracies), pair => Assert.Equal(pair.Second, pair.First.Accuracy!.Value, 1e-3));
    }

    private static (EpochRecord[] Records, double[] Expected, double[] Accuracies) Run(string regime, string trained)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures, $"narrow16_ft_{regime}_rep1.json")));
        double[] expected = [.. document.RootElement.GetProperty("step_losses").EnumerateArray().Select(loss => loss.GetDouble())];
        using var model = ModelImporter.FromArchitecture("resnet18", new ImportOptions
        {
            Build = new ArchitectureOptions { Width = 16, Stem = StemKind.Small, ClassCount = 5 },
            Weights = [Path.Combine(Data, "narrow16_pretrained_0to4.pth"), Path.Combine(Fixtures, "narrow16_head_init.safetensors")],
        });
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = trained.Split(' ') }));
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest
        {
            Parameters = [],
            Settings = new OptimizerSettings { Momentum = 0.9, WeightDecay = 1e-4 },
            Rules = [.. new[] { ("layer3", 0.003), ("layer4", 0.01), ("fc", 0.05) }.Select(group => GroupSpecification.Parse(new Hashtable { ["Layer"] = group.Item1, ["LearningRate"] = group.Item2 }))],
        });
        var orders = TraceTensors.ReadFile(Path.Combine(Fixtures, "narrow16_orders.safetensors"));
        var test = Open("t10k");
        var records = Enumerable.Range(0, Epochs).Select(epoch =>
        {
            // One run an epoch: the optimizer's state goes on from run to run.
            using var all = Open("train").ReadBatch(orders[$"B.order.{epoch}"].data<int>().ToArray());
            var run = new FineTuneRun(optimizer, TensorDataset.Of(all.Inputs, all.Labels), test, new FineTuneOptions { BatchSize = 64, Shuffle = false });
            return run.Steps().Select(step => step.Record).Single(record => record is not null)!;
        }).ToArray();
        return (records, expected, [.. document.RootElement.GetProperty("epochs").EnumerateArray().Skip(1).Take(Epochs).Select(epoch => epoch.GetProperty("test_acc").GetDouble())]);
    }

    private static TorchDataset Open(string name) => DatasetReader.Open(Path.Combine(Data, $"{name}-images-idx3-ubyte.gz"), new DatasetOptions
    {
        Class = ["5", "6", "7", "8", "9"],
        Input = new InputTransform { Padding = 2, Mean = [0.2860], StandardDeviation = [0.3530], Channels = 3 },
    });

    private static void AssertFollows(double[] losses, double[] expected, int from, int to, double tolerance)
    {
        for (var step = from; step < to; step++)
            Assert.True(Math.Abs(losses[step] - expected[step]) <= tolerance * expected[step], $"step {step + 1}: a loss of {losses[step]:R}, not {expected[step]:R}");
    }
}
