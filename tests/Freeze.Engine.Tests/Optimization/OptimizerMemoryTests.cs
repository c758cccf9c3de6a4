using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Tests.Optimization.State;
using Freeze.Tests.Training;
using Freeze.Training;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Optimization;

/// <summary>Steps leave no tensor behind, and state is kept only where a parameter has been stepped.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class OptimizerMemoryTests
{
    public static TheoryData<OptimizerAlgorithm> Algorithms => [.. Enum.GetValues<OptimizerAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_thousand_steps_leave_nothing_behind(OptimizerAlgorithm algorithm)
    {
        using var small = new SmallOptimizer(algorithm, option: algorithm == OptimizerAlgorithm.LBFGS ? new() { ["max_iter"] = 2, ["history_size"] = 3 } : []);
        small.Step(20);
        var before = Live();
        small.Step(1000);
        Assert.Equal(before, Live());
    }

    [Fact]
    public void A_run_with_schedule_accumulation_and_clipping_leaves_nothing_behind()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallNetwork.Of(("flat", torch.nn.Flatten()), ("head", torch.nn.Linear(12, 3)));
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { Momentum = 0.9 } });
        var data = TensorDataset.Of(torch.linspace(0, 30, 20 * 12).sin().reshape(20, 12), torch.tensor(Enumerable.Range(0, 20).Select(i => (long)i % 3).ToArray()));
        var options = new FineTuneOptions { Epochs = 102, BatchSize = 2, Schedule = "Cosine", WarmupEpochs = 2, AccumulationSteps = 3, ClipNorm = 1, ClipValue = 0.1 };
        long before = 0, after = 0;
        foreach (var step in new FineTuneRun(optimizer, data, null, options).Steps().Where(step => step.Record is not null))
        {
            if (step.Epoch == 2)
                before = Live();
            if (step.Epoch == 101)
                after = Live();
        }

        Assert.Equal(before, after);
    }

    [Fact]
    public void State_is_kept_only_where_a_parameter_has_been_stepped()
    {
        using var scope = torch.NewDisposeScope();
        using var small = new SmallOptimizer(OptimizerAlgorithm.Adam);
        Assert.Empty(small.Optimizer.State);
        small.Freeze("a.weight", "a.bias");
        small.Step(2);
        Assert.Equal(["c.weight", "c.bias", "e.weight", "e.bias"], small.Optimizer.State.Keys);
        Assert.Equal(2 * (25 + 5 + 15 + 3), small.Optimizer.State.Values.Sum(state => state.Tensors.Values.Sum(tensor => tensor.numel())));
        var before = Live();
        small.Freeze("c.weight");
        Assert.Equal(before - 2, Live());
        Assert.Equal(["c.bias", "e.weight", "e.bias"], small.Optimizer.State.Keys);

        // Plain gradient descent remembers nothing at all.
        using var plain = new SmallOptimizer(OptimizerAlgorithm.SGD);
        plain.Step(2);
        Assert.Empty(plain.Optimizer.State);
    }

    // Wrappers that nobody holds any more do not count.
    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
