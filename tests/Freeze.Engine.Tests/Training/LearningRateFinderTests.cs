using System.Collections;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Training;

/// <summary>A sweep over learning rates tells where the loss falls, and leaves no trace.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class LearningRateFinderTests
{
    public static TheoryData<OptimizerAlgorithm, int> Cases => new()
    {
        { OptimizerAlgorithm.SGD, 40 }, { OptimizerAlgorithm.AdamW, 40 }, { OptimizerAlgorithm.LBFGS, 10 }, { OptimizerAlgorithm.SGD, 3 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Everything_is_bit_for_bit_as_it_was(OptimizerAlgorithm algorithm, int taken)
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallNetwork.Convolutional();
        using var optimizer = Optimizer(model, algorithm);
        var data = Data();
        // Something to remember: momentum, statistics, a gradient of the user's own, modes that are neither all on nor all off.
        foreach (var _ in new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = 8, Seed = 1 }).Steps())
        {
        }

        model.Freeze("stem");
        model.Nodes.Single(node => node.Name == "block").Module.train();
        model.Nodes.Single(node => node.Name == "block.bn").Module.eval();
        model.Parameters[^1].Value.grad = torch.ones_like(model.Parameters[^1].Value);
        foreach (var group in optimizer.Groups)
            group.LearningRate *= 0.5;
        var before = Picture(optimizer);

        var search = new LearningRateFinder(optimizer, data, new LearningRateOptions { Minimum = 1e-3, Steps = 40, Training = new FineTuneOptions { BatchSize = 8, Seed = 2 } });
        var first = model.Parameters[^1].Value.detach().clone();
        var moved = false;
        foreach (var _ in search.Run().Take(taken))
            moved |= !first.allclose(model.Parameters[^1].Value.detach(), 0, 0);
        Assert.True(moved);
        Assert.Equal(before, Picture(optimizer));
    }

    [Fact]
    public void Groups_keep_their_ratios()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallNetwork.Convolutional();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD);
        var search = new LearningRateFinder(optimizer, Data(), new LearningRateOptions { Minimum = 1e-5, Maximum = 1, Steps = 51, Training = new FineTuneOptions { BatchSize = 8, Seed = 2 } });
        var step = 0;
        foreach (var point in search.Run())
        {
            Assert.Equal(1e-5 * Math.Pow(1e5, step++ / 50.0), point.LearningRate, point.LearningRate * 1e-12);
            Assert.Equal(point.LearningRate, optimizer.Groups[0].LearningRate);
            Assert.Equal(point.LearningRate / 10, optimizer.Groups[1].LearningRate, point.LearningRate * 1e-12);
        }

        Assert.Equal("head", search.Result.Group);
        Assert.Equal(search.Result.Suggestion / 0.1, search.Result.Multiplier);
        Assert.InRange(search.Result.Suggestion!.Value, 1e-5, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_points()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallNetwork.Convolutional();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.AdamW);
        LearningRatePoint[] Points() => [.. new LearningRateFinder(optimizer, Data(), new LearningRateOptions { Steps = 20, Training = new FineTuneOptions { BatchSize = 8, Seed = 2 } }).Run()];
        Assert.Equal(Points(), Points());
    }

    [Fact]
    public void It_ends_where_the_loss_has_run_away()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallNetwork.Of(("flat", torch.nn.Flatten()), ("head", torch.nn.Linear(72, 3)));
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [] });
        var search = new LearningRateFinder(optimizer, Data(), new LearningRateOptions { Maximum = 1e30, Training = new FineTuneOptions { BatchSize = 8, Seed = 2 } });
        var count = search.Run().Count();
        Assert.InRange(count, 10, 90);
        Assert.All(search.Result.Points, point => Assert.True(double.IsFinite(point.Loss)));
    }

    [Fact]
    public void Suggestions_lie_on_the_slope()
    {
        // Flat, down from 40 to 60, up from 70.
        double[] losses = [.. Enumerable.Range(0, 100).Select(i => i < 40 ? 2.3 + i % 3 * 1e-3 : i < 60 ? 2.3 - (i - 40) * 0.1 : i < 70 ? 0.4 : 0.4 + (i - 70) * 0.2)];
        Assert.InRange(LossCurve.Valley(losses)!.Value, 42, 58);
        Assert.InRange(LossCurve.Steepest(losses)!.Value, 40, 60);
        double[] rising = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Assert.Null(LossCurve.Valley(rising));
        Assert.Null(LossCurve.Steepest(rising));
        // A loss that has run away falls in leaps, and these suggest nothing.
        Assert.Equal(LossCurve.Steepest(losses), LossCurve.Steepest([.. losses.Take(85), .. Enumerable.Range(0, 15).Select(i => i % 2 == 0 ? 90.0 : 40)]));
        foreach (var count in Enumerable.Range(0, 12))
        {
            Assert.InRange(LossCurve.Valley([.. rising.Take(count).Reverse()]) ?? 0, 0, Math.Max(0, count - 1));
            Assert.InRange(LossCurve.Steepest([.. rising.Take(count).Reverse()]) ?? 0, 0, Math.Max(0, count - 1));
        }
    }

    private static GroupedOptimizer Optimizer(TorchModel model, OptimizerAlgorithm algorithm) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Algorithm = algorithm,
        Settings = new OptimizerSettings { LearningRate = 0.01, Momentum = algorithm == OptimizerAlgorithm.SGD ? 0.9 : null },
        Rules = algorithm == OptimizerAlgorithm.LBFGS ? [] : [GroupSpecification.Parse(new Hashtable { ["Layer"] = "head", ["LearningRate"] = 0.1 })],
    });

    private static TorchDataset Data() => TensorDataset.Of(torch.linspace(0, 300, 24 * 72).sin().reshape(24, 2, 6, 6), torch.tensor(Enumerable.Range(0, 24).Select(i => (long)i % 3).ToArray()));

    // All that a sweep could leave behind, bit for bit.
    private static string[] Picture(GroupedOptimizer optimizer)
    {
        static string Hash(torch.Tensor? tensor) => tensor is null ? "none" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(tensor.detach().contiguous().bytes));
        var model = optimizer.Model;
        return
        [
            .. model.StateTensors.Select(tensor => $"{tensor.Name} {Hash(tensor.Value)}"),
            .. model.Parameters.Select(parameter => $"{parameter.Name} gradient {Hash(parameter.Value.grad)} {parameter.Trainable} {parameter.Provenance}"),
            .. model.Nodes.Select(node => $"{node.Name} {node.Module.training}"),
            .. optimizer.State.SelectMany(state => state.Value.Tensors.Select(tensor => $"{state.Key} {tensor.Key} {Hash(tensor.Value)}")),
            .. optimizer.State.SelectMany(state => state.Value.Numbers.Select(number => $"{state.Key} {number.Key} {number.Value:R}")),
            .. optimizer.Groups.Select(group => $"{group.Name} {group.LearningRate:R} {group.Momentum:R}"),
            $"random {Hash(torch.random.get_rng_state())}",
        ];
    }
}
