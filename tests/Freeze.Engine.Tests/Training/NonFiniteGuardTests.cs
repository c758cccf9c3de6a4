using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training;

/// <summary>A run stops before a step whose numbers are none, and says where they come from.</summary>
public sealed class NonFiniteGuardTests
{
    [Fact]
    public void Gradients_that_are_not_finite_stop_a_run_whose_loss_is_finite()
    {
        using var scope = NewDisposeScope();
        var error = Run(new RootOfWeights(), float.NegativeInfinity, out var unchanged);
        Assert.Equal(ErrorCode.LossNotFinite, error.Code);
        Assert.Contains("step 1 in epoch 1 is finite, but its gradients are not", error.Message, StringComparison.Ordinal);
        Assert.Contains("group 'scale'", error.Message, StringComparison.Ordinal);
        Assert.True(unchanged);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_blamed_on_the_largest_gradient_of_the_step_before()
    {
        using var scope = NewDisposeScope();
        var error = Run(new RootOfWeights { Offset = 1 }, 3e38f, out _);
        Assert.Equal(ErrorCode.LossNotFinite, error.Code);
        Assert.Contains("step 2 in epoch 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("in the step before it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Statistics_are_left_as_before_the_step_that_was_not_taken(int accumulation)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 4)), ("norm", nn.BatchNorm1d(4)), ("head", nn.Linear(4, 2)));
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0 } });
        var inputs = linspace(0, 30, 24 * 3).sin().reshape(24, 3);
        inputs[21, 1] = float.NaN;
        var labels = arange(24).remainder(2);
        var options = new FineTuneOptions { BatchSize = 4, Shuffle = false, AccumulationSteps = accumulation };
        Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, TensorDataset.Of(inputs, labels), null, options).Steps().Count());
        var before = model.Buffers.Select(buffer => buffer.Value.clone()).ToArray();
        Assert.Equal(accumulation == 1 ? 5 : 4, model.Buffers.Single(buffer => buffer.Name.EndsWith("tracked", StringComparison.Ordinal)).Value.item<long>());
        Assert.All(before, value => Assert.True(value.isfinite().all().item<bool>()));
    }

    // Two samples that differ: the second holds the value given.
    private static FreezeException Run(RootOfWeights module, float second, out bool unchanged)
    {
        using var model = SmallNetwork.Model(module);
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest
        {
            Parameters = [],
            Settings = new OptimizerSettings { LearningRate = 0.1 },
            Rules = [GroupSpecification.Parse(new System.Collections.Hashtable { ["Layer"] = "scale" })],
        });
        var values = float.IsFinite(second) ? second : 1;
        var data = TensorDataset.Of(tensor(new[] { 1f, 1f, values, values }).reshape(2, 2), tensor(new[] { 0L, 1L }));
        var before = model.Parameters.Select(parameter => parameter.Value.detach().clone()).ToArray();
        var run = new FineTuneRun(optimizer, data, null, new FineTuneOptions { BatchSize = 1, Shuffle = false });
        var error = Assert.Throws<FreezeException>(() => run.Steps().Count());
        unchanged = model.Parameters.Zip(before).All(pair => pair.First.Value.eq(pair.Second).all().item<bool>());
        return error;
    }

    /// <summary>A linear layer, and a scale whose root is taken: at 0 its value is finite and its gradient is not.</summary>
    private sealed class RootOfWeights : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter scale = new(zeros(2));
        private readonly TorchSharp.Modules.Linear fc = nn.Linear(2, 2);

        public RootOfWeights()
            : base(nameof(RootOfWeights)) => RegisterComponents();

        /// <summary>What is added before the root.</summary>
        public float Offset { get; init; }

        public override Tensor forward(Tensor input) => fc.call(input) * (scale + Offset).sqrt() * input;
    }
}
