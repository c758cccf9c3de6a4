using System.Diagnostics;
using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Reporting;
using Freeze.Tests.Freezing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Models;

/// <summary>Nothing takes the square of the number of tensors. The bounds are ten times what it takes; the benchmarks hold the figures.</summary>
public sealed class ManyTensorsTests
{
    [Fact]
    public void Ten_thousand_tensors_side_by_side_are_planned_grouped_and_reported_at_once()
    {
        using var model = SmallNetwork.Of([.. Enumerable.Range(0, 5000).Select(layer => ($"layer{layer}", (nn.Module<Tensor, Tensor>)nn.Linear(2, 2)))]);
        Within(5, () => Assert.Equal(10_000, new ParameterReport(model, null, null).Parameters(statistics: false).Count()));
        Within(5, () => Assert.Equal(30_000 - (6 * 1111), model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["layer1", "layer1?", "layer1??", "layer1???"] }).FrozenCount));
        Within(5, () => Assert.Equal(5000, model.Layers.Count));
        Within(5, () => Assert.Equal(10_000, ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 1 } }).Groups.Sum(group => group.Parameters.Count)));
        Within(5, () => Assert.Equal(5000 * 6, new FreezeSchedule(model.Outline(), model.Freezing, null, 1, UnfreezeStages.Parse("Gradual")).TrainableCountAt(5001)));
    }

    private static void Within(double seconds, Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed.TotalMilliseconds:F0} ms");
        Assert.True(clock.Elapsed.TotalSeconds < seconds, $"{clock.Elapsed.TotalSeconds:F1} s");
    }
}
