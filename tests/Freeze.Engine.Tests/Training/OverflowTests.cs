using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Optimization.State;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training;

/// <summary>A run that diverges leaves weights that are finite, and says which.</summary>
public sealed class OverflowTests
{
    [Theory]
    [InlineData(OptimizerAlgorithm.NAdam)]
    [InlineData(OptimizerAlgorithm.RMSprop)]
    [InlineData(OptimizerAlgorithm.Adagrad)]
    public void A_step_that_overflows_in_half_precision_is_undone_and_said_to_be(OptimizerAlgorithm algorithm)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 64)), ("act", nn.ReLU()), ("head", nn.Linear(64, 2)));
        model.Module.to(ScalarType.Float16);
        using var optimizer = Optimizer(model, algorithm, 1);
        var inputs = Inputs();
        // Squares of its gradients are 0 in float16.
        inputs[TensorIndex.Ellipsis, 1] = 5e-4f;
        var before = model.Bytes();
        var error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, TensorDataset.Of(inputs, Labels()), null, new FineTuneOptions { BatchSize = 24 }).Steps().Count());
        Assert.Equal(ErrorCode.LossNotFinite, error.Code);
        Assert.Contains("Step 1 in epoch 1 made", error.Message, StringComparison.Ordinal);
        Assert.Contains("in float16; the step was undone", error.Message, StringComparison.Ordinal);
        Assert.Contains("is as the run found it", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Bytes());
        Assert.Empty(optimizer.State);
    }

    [Fact]
    public void The_best_state_is_never_one_of_a_step_that_overflows()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 2)));
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD, 3e38);
        var records = 0;
        var error = Assert.Throws<FreezeException>(() =>
        {
            foreach (var step in new FineTuneRun(optimizer, Data(100), null, new FineTuneOptions { BatchSize = 24, Patience = 3, Epochs = 3 }).Steps())
                records += step.Record is null ? 0 : 1;
        });
        Assert.Equal(ErrorCode.LossNotFinite, error.Code);
        Assert.Equal(0, records);
        AssertFinite(model);
    }

    [Theory]
    [InlineData(1e20)]
    [InlineData(1e37)]
    public void A_run_that_diverges_leaves_a_model_that_trains_at_a_lower_rate_and_warns_of_it(double rate)
    {
        using var scope = NewDisposeScope();
        using var model = Normalized();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD, rate);
        var before = model.Bytes();
        var error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { BatchSize = 8 }).Steps().Count());
        Assert.Contains("the one before it was undone", error.Message, StringComparison.Ordinal);
        Assert.Contains("is as the run found it", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Bytes());

        optimizer.Groups[0].LearningRate = 0.01;
        var options = new FineTuneOptions { BatchSize = 8 };
        var next = new FineTuneRun(optimizer, Data(), null, options).Steps().ToList();
        Assert.Contains(next[0].Warnings, warning => warning.Contains("diverged (run ", StringComparison.Ordinal) && warning.Contains("epoch 1, step 2", StringComparison.Ordinal));
        Assert.DoesNotContain(new FineTuneRun(optimizer, Data(), null, options).Steps().ToList().SelectMany(step => step.Warnings), warning => warning.Contains("diverged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_fails_at_once_names_the_one_before_it()
    {
        using var scope = NewDisposeScope();
        using var model = Normalized();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD, 1e30);
        var run = () => new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { BatchSize = 8 }).Steps().Count();
        Assert.Throws<FreezeException>(() => run());
        Assert.Contains("It began with what another run left that had diverged", Assert.Throws<FreezeException>(() => run()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("head.weight")]
    [InlineData("norm.running_var")]
    public void Weights_that_are_not_finite_are_named_before_the_first_step(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Normalized();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD, 0.01);
        using (no_grad())
            model.StateTensors.Single(tensor => tensor.Name == name).Value.view(-1)[0] = float.NaN;
        var error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { BatchSize = 8 }).Steps().Count());
        Assert.Contains($"Before the first step, '{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_that_overflow_stop_the_run_though_the_loss_is_finite()
    {
        using var scope = NewDisposeScope();
        using var model = Normalized();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD, 0.01);
        var inputs = Inputs();
        inputs[20] = 1e25f;
        var error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, TensorDataset.Of(inputs, Labels()), null, new FineTuneOptions { BatchSize = 8, Shuffle = false }).Steps().Count());
        Assert.Contains("running statistics", error.Message, StringComparison.Ordinal);
        Assert.Contains("as it was after step 2 of epoch 1", error.Message, StringComparison.Ordinal);
        AssertFinite(model);
        Assert.Equal(2, model.Buffers.Single(buffer => buffer.Name == "norm.num_batches_tracked").Value.item<long>());
    }

    [Fact]
    public void An_ordinary_run_takes_no_copies()
    {
        using var scope = NewDisposeScope();
        using var small = new SmallOptimizer(OptimizerAlgorithm.SGD);
        using var guard = new OverflowGuard(small.Optimizer);
        Assert.Null(guard.Take(() => small.Step(1), [new GroupGradient("default", 3)]));
        Assert.False(guard.Undo());
        Assert.Null(guard.Take(() => small.Step(1), [new GroupGradient("default", 1e9)]));
        var after = small.Values();
        Assert.True(guard.Undo());
        Assert.NotEqual(after, small.Values());
    }

    private static TorchModel Normalized() => SmallNetwork.Of(("fc", nn.Linear(3, 4)), ("norm", nn.BatchNorm1d(4)), ("head", nn.Linear(4, 2)));

    private static GroupedOptimizer Optimizer(TorchModel model, OptimizerAlgorithm algorithm, double rate) =>
        ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Algorithm = algorithm, Settings = new OptimizerSettings { LearningRate = rate } });

    private static Tensor Inputs() => linspace(0, 30, 24 * 3).sin().reshape(24, 3);

    private static Tensor Labels() => arange(24).remainder(2);

    private static TorchDataset Data(double scale = 1) => TensorDataset.Of(Inputs() * scale, Labels());

    private static void AssertFinite(TorchModel model) => Assert.All(model.StateTensors, tensor => Assert.True(tensor.Value.isfinite().all().item<bool>(), tensor.Name));
}
