using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Tests.Training;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Freeze.Tests.Freezing;

/// <summary>Selection and training of a model whose root owns parameters itself, one of which nothing uses.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void What_is_not_named_is_frozen_at_the_root_too()
    {
        using var model = SmallNetwork.Model(new Rooted());
        model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["head"] });
        Assert.Equal(["head.weight", "head.bias"], model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Name));
        model.Unfreeze("token");
        Assert.Contains("token", model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("body1", "body1.weight body1.bias")]
    [InlineData("body1*", "body1.weight body1.bias body10.weight body10.bias")]
    [InlineData("*.bias", "body1.bias body10.bias head.bias")]
    [InlineData("t?ken", "token")]
    [InlineData("*", "token unused body1.weight body1.bias body10.weight body10.bias head.weight head.bias")]
    public void A_pattern_covers_whole_segments(string pattern, string expected)
    {
        using var model = SmallNetwork.Model(new Rooted());
        model.Freeze(pattern);
        Assert.Equal(expected, string.Join(' ', model.Parameters.Where(parameter => !parameter.Trainable).Select(parameter => parameter.Name)));
    }

    [Fact]
    public void A_trainable_parameter_that_gets_no_gradient_is_named_after_the_first_step()
    {
        using var model = SmallNetwork.Model(new Rooted());
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.1, WeightDecay = 0.1 } });
        var before = model.Bytes()["unused"];
        var steps = new FineTuneRun(optimizer, TensorDataset.Of(randn(6, 3), zeros(6, int64)), null, new FineTuneOptions { BatchSize = 3 }).Steps().ToList();
        Assert.StartsWith("unused got no gradient", Assert.Single(steps[0].Warnings));
        Assert.Empty(steps[1].Warnings);
        Assert.Equal(before, model.Bytes()["unused"]);
    }

    [Fact]
    public void A_plan_that_is_new_in_a_later_epoch_is_looked_at_again()
    {
        using var model = SmallNetwork.Model(new Rooted());
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.1 } });
        var options = new FineTuneOptions { Epochs = 3, BatchSize = 6, Unfreeze = UnfreezeStages.Parse(new System.Collections.Hashtable { [2] = "unused" }) };
        var warned = new FineTuneRun(optimizer, TensorDataset.Of(randn(6, 3), zeros(6, int64)), null, options).Steps().Select(step => step.Warnings.Count).ToList();
        Assert.Equal([0, 1, 0], warned);
    }

    private sealed class Rooted : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter token = new(ones(3));
        private readonly Parameter unused = new(ones(2));
        private readonly nn.Module<Tensor, Tensor> body1 = nn.Linear(3, 3);
        private readonly nn.Module<Tensor, Tensor> body10 = nn.Linear(3, 3);
        private readonly nn.Module<Tensor, Tensor> head = nn.Linear(3, 2);

        public Rooted() : base(nameof(Rooted)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(body10.call(body1.call(input + token)));
    }
}
