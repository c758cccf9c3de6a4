using System.Reflection;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Training;

/// <summary>However a run ends, thread and model are left as they should be.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class RunEndTests
{
    private const int Batches = 4;

    public static TheoryData<int> Places => [.. Enumerable.Range(1, 2 * Batches)];

    [Theory]
    [MemberData(nameof(Places))]
    public void A_run_that_is_left_after_any_step(int steps) => Check(run => Assert.Equal(steps, run.Take(steps).Count()));

    [Fact]
    public void A_run_that_reaches_its_end() => Check(run => Assert.Equal(2 * Batches, run.Count()));

    [Theory]
    [InlineData(1)]
    [InlineData(Batches)]
    [InlineData(Batches + 2)]
    public void A_run_that_fails_in_a_step(int failing)
    {
        var options = new FineTuneOptions
        {
            Epochs = 2, BatchSize = 8, ScheduleFunction = (step, _) => step == failing - 1 ? throw new InvalidOperationException("mine") : 1, ScheduleOption = new System.Collections.Hashtable { ["interval"] = "step" },
        };
        Check(run => Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => run.Count()).Message), options);
    }

    [Fact]
    public void A_run_whose_consumer_fails() => Check(run => Assert.Throws<InvalidOperationException>(() =>
    {
        foreach (var step in run)
        {
            if (step.Batch == 3)
                throw new InvalidOperationException("mine");
        }
    }));

    [Fact]
    public void A_run_that_is_cancelled_while_it_evaluates()
    {
        using var stopping = new CancellationTokenSource();
        stopping.Cancel();
        var taken = 0;
        Check(run => Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in run)
                taken++;
        }), new FineTuneOptions { Epochs = 2, BatchSize = 8, Cancellation = stopping.Token });
        // The epoch's last step waits for its record, which there is none of.
        Assert.Equal(Batches - 1, taken);
    }

    [Fact]
    public void A_run_that_is_left_while_it_evaluates() => CheckRun(run =>
    {
        var steps = run.Run().Take(Batches + 1).ToList();
        Assert.All(steps.SkipLast(2), step => Assert.IsType<TrainingProgress>(step));
        Assert.Equal("epoch 1 of 2, validating, batch 2 of 4", string.Join(",", steps[^1].Status.Split(',').Take(3)));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(Batches)]
    [InlineData(Batches + 1)]
    public void A_run_that_is_left_gives_the_plan_back_that_its_schedule_lay_over(int steps)
    {
        using var model = SmallNetwork.Convolutional();
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 } });
        var plan = model.Parameters.Select(parameter => parameter.Trainable).ToArray();
        var run = new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { Epochs = 3, BatchSize = 8, FreezeEpochs = 2 });
        foreach (var step in run.Steps().Take(steps))
            Assert.NotEqual(plan, model.Parameters.Select(parameter => parameter.Trainable));
        Assert.Equal(plan, model.Parameters.Select(parameter => parameter.Trainable));
    }

    [Fact]
    public void A_run_that_reaches_its_end_keeps_the_plan_of_its_last_epoch()
    {
        using var model = SmallNetwork.Convolutional();
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 } });
        var all = model.TrainableCount;
        Assert.Equal(2 * Batches, new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { Epochs = 2, BatchSize = 8, FreezeEpochs = 2 }).Steps().Count());
        Assert.True(model.TrainableCount < all);
    }

    [Fact]
    public void A_run_says_how_far_it_is() => CheckRun(run =>
    {
        var shares = run.Run().Select(step => step.Progress).ToList();
        // The last step of each epoch waits until everything is evaluated.
        Assert.Equal(2 * 2 * Batches, shares.Count);
        Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        Assert.Equal(0.5, shares[2 * Batches - 1]);
        Assert.Equal(1, shares[^1]);
    });

    private static void Check(Action<IEnumerable<TrainingProgress>> pull, FineTuneOptions? options = null) => CheckRun(run => pull(run.Steps()), options);

    private static void CheckRun(Action<FineTuneRun> pull, FineTuneOptions? options = null)
    {
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01, Momentum = 0.9 } });
        var data = Data();
        // The optimizer's state is made once.
        foreach (var _ in new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = 8 }).Steps())
        {
        }

        var live = Live();
        var plan = model.Parameters.Select(parameter => parameter.Trainable).ToArray();
        pull(new FineTuneRun(optimizer, data, data, options ?? new FineTuneOptions { Epochs = 2, BatchSize = 8 }));
        Assert.True(torch.is_grad_enabled());
        Assert.False(torch.is_inference_mode_enabled());
        Assert.Null(OpenScope());
        Assert.Equal(live, Live());
        Assert.All(model.Nodes, node => Assert.False(node.Module.training));
        Assert.Equal(plan, model.Parameters.Select(parameter => parameter.Trainable));
        using var gradient = model.Parameters[^1].Value.grad;
        Assert.Null(gradient);
    }

    // Tensors made on this thread and not disposed of; those of other tests do not count.
    private static long Live()
    {
        for (var pass = 0; pass < 3; pass++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }

    private static object? OpenScope()
    {
        const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;
        var scopes = typeof(DisposeScopeManager).GetProperty("ThreadSingleton", Hidden)!.GetValue(null);
        return typeof(DisposeScopeManager).GetProperty("CurrentDisposeScope", Hidden)!.GetValue(scopes);
    }

    private static TorchDataset Data() => TensorDataset.Of(torch.linspace(0, 300, 8 * Batches * 72).sin().reshape(8 * Batches, 2, 6, 6), torch.tensor(Enumerable.Range(0, 8 * Batches).Select(i => (long)i % 3).ToArray()));
}
