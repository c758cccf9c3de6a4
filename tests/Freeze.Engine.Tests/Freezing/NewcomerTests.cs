using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Tests.Training;
using Freeze.Training;
using TorchSharp;
using Xunit;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace Freeze.Tests.Freezing;

/// <summary>A script replaces, adds or resizes parts of a model after the freeze.</summary>
public sealed class NewcomerTests
{
    [Fact]
    public void A_submodule_replaced_in_a_frozen_layer_is_refused_by_whatever_comes_next()
    {
        using var model = Frozen();
        Replace(model, "block", "conv", nn.Conv2d(4, 4, 3, padding: 1));
        AssertRefused(() => model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["stem"] }), "block.conv.weight");
        AssertRefused(() => Optimize(model), "block.conv.weight");
    }

    [Fact]
    public void A_run_refuses_it_too_even_between_two_epochs()
    {
        using var model = Frozen();
        var optimizer = Optimize(model);
        var run = new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { Epochs = 3, BatchSize = 4 });
        AssertRefused(() =>
        {
            foreach (var step in run.Steps().Where(step => step.Record is not null))
                Replace(model, "block", "conv", nn.Conv2d(4, 4, 3, padding: 1));
        }, "block.conv.weight");
    }

    [Fact]
    public void A_tensor_of_another_size_in_a_frozen_layer_is_refused()
    {
        using var model = Frozen();
        ((TorchSharp.Modules.Conv2d)Module(model, "block.conv")).bias = new Parameter(zeros(8), requires_grad: false);
        AssertRefused(() => Optimize(model), "block.conv.bias");
    }

    [Fact]
    public void A_parameter_added_to_a_frozen_layer_is_refused()
    {
        using var model = Frozen();
        Module(model, "block").register_parameter("scale", new Parameter(ones(1)));
        AssertRefused(() => Optimize(model), "block.scale");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Saying_what_becomes_of_it_settles_it(bool unfreeze)
    {
        using var model = Frozen();
        Replace(model, "block", "conv", nn.Conv2d(4, 4, 3, padding: 1));
        model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["block.conv"], Unfreeze = unfreeze });
        Assert.Equal(unfreeze, model.Parameters.Single(parameter => parameter.Name == "block.conv.weight").Trainable);
        Assert.NotEmpty(Optimize(model).Groups);
    }

    [Fact]
    public void Stating_the_whole_plan_settles_it()
    {
        using var model = Frozen();
        Replace(model, "block", "conv", nn.Conv2d(4, 4, 3, padding: 1));
        model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["head"] });
        Assert.Empty(model.Newcomers);
        Assert.DoesNotContain(model.Parameters, parameter => parameter.Trainable && parameter.Layer.StartsWith("block", StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_layer_that_trains_a_new_module_is_welcome_but_needs_a_new_optimizer()
    {
        using var model = Frozen();
        var optimizer = Optimize(model);
        Replace(model, "", "head", nn.Linear(16, 3));
        var error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, Data(), null, new FineTuneOptions { BatchSize = 4 }).Steps().ToList());
        Assert.Equal(ErrorCode.ParameterInNoGroup, error.Code);
        Assert.Equal("head.weight", error.Subject);
        var steps = new FineTuneRun(Optimize(model), Data(), null, new FineTuneOptions { BatchSize = 4 }).Steps().ToList();
        Assert.True(steps[^1].Record!.FrozenIntact);
    }

    [Fact]
    public void A_model_moved_to_another_type_is_still_frozen_as_it_was()
    {
        using var model = Frozen();
        model.Module.to(ScalarType.Float64);
        model.Refresh();
        Assert.Empty(model.Newcomers);
        Assert.Equal(16 * 3 + 3, model.TrainableCount);
    }

    private static TorchModel Frozen()
    {
        var model = SmallNetwork.Model(new Replaceable());
        model.Freeze("stem", "block");
        return model;
    }

    // A name must be given up before it is given again.
    private static void Replace(TorchModel model, string parent, string name, nn.Module module)
    {
        Module(model, parent).register_module(name, null!);
        Module(model, parent).register_module(name, module);
    }

    private static nn.Module Module(TorchModel model, string name) => model.Nodes.Single(node => node.Name == name).Module;

    private static GroupedOptimizer Optimize(TorchModel model) => ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01 } });

    private static TorchDataset Data() => TensorDataset.Of(randn(8, 2, 2, 2), tensor(new long[] { 0, 1, 2, 0, 1, 2, 0, 1 }));

    private static void AssertRefused(Action action, string name)
    {
        var error = Assert.Throws<FreezeException>(action);
        Assert.Equal(ErrorCode.NewParameterInFrozenLayer, error.Code);
        Assert.Contains(name, error.Message);
        Assert.Contains("-Unfreeze", error.Cure);
    }

    /// <summary>Looks its layers up by name in each pass, so that a replaced one is used.</summary>
    private sealed class Replaceable : nn.Module<Tensor, Tensor>
    {
        public Replaceable() : base(nameof(Replaceable))
        {
            register_module("stem", nn.Conv2d(2, 4, 3, padding: 1));
            register_module("block", new Block());
            register_module("head", nn.Linear(16, 3));
        }

        public override Tensor forward(Tensor input) =>
            named_children().Aggregate(input, (value, child) => ((nn.Module<Tensor, Tensor>)child.module).call(child.name == "head" ? value.flatten(1) : value));
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        public Block() : base(nameof(Block)) => register_module("conv", nn.Conv2d(4, 4, 3, padding: 1));

        public override Tensor forward(Tensor input) => ((nn.Module<Tensor, Tensor>)named_children().Single().module).call(input);
    }
}
