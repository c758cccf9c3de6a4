using System.Collections;
using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Reporting;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Freezing;

/// <summary>One tensor under two names: the embedding that is the output layer's weight too.</summary>
public sealed class TiedParameterTests
{
    [Fact]
    public void Freezing_one_name_freezes_the_other_and_says_so()
    {
        using var model = Tied();
        var plan = model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["first"] });
        Assert.False(model.Parameters.Single(parameter => parameter.Name == "last.weight").Trainable);
        Assert.Contains(plan.Warnings, warning => warning == "first.weight is the same tensor as last.weight: both are frozen.");
        Assert.Equal("-Name first", model.Freezing.Rules["last.weight"]);
        Assert.Equal(16, plan.FrozenCount - 4);
        Assert.StartsWith("freeze 20 and unfreeze 0 parameters", plan.Summary);
    }

    [Fact]
    public void Naming_what_trains_trains_the_other_too()
    {
        using var model = Tied();
        var plan = model.Request(new FreezeRequest { Selection = FreezeSelection.TrainOnly, Patterns = ["last"] });
        Assert.True(model.Parameters.Single(parameter => parameter.Name == "first.weight").Trainable);
        Assert.False(model.Parameters.Single(parameter => parameter.Name == "first.bias").Trainable);
        Assert.Contains(plan.Warnings, warning => warning == "last.weight is the same tensor as first.weight: both are trainable.");
    }

    [Fact]
    public void An_exception_holds_for_both_names()
    {
        using var model = Tied();
        model.Request(new FreezeRequest { Selection = FreezeSelection.All, Except = ["last"] });
        Assert.True(model.Parameters.Single(parameter => parameter.Name == "first.weight").Trainable);
        Assert.Equal(4, model.FrozenCount);
    }

    [Fact]
    public void Freezing_both_needs_no_warning()
    {
        using var model = Tied();
        Assert.DoesNotContain(model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["first", "last.weight"] }).Warnings, warning => warning.Contains("same tensor"));
    }

    [Fact]
    public void The_report_names_the_alias_and_counts_the_tensor_once()
    {
        using var model = Tied();
        var report = new ParameterReport(model, null, null);
        Assert.Equal(["last.weight>first.weight"], report.Parameters(statistics: false).Where(row => row.AliasOf is not null).Select(row => $"{row.Name}>{row.AliasOf}"));
        Assert.Equal(16 + 4 + 4, report.Total().TotalParameters);
        Assert.Equal((16 + 4 + 4) * 4, report.Total().Bytes);
    }

    [Fact]
    public void The_optimizer_steps_it_once_whichever_name_its_group_gives()
    {
        using var scope = NewDisposeScope();
        using var model = Tied();
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest
        {
            Parameters = [],
            Settings = new OptimizerSettings { LearningRate = 0 },
            Rules = [GroupSpecification.Parse(new Hashtable { ["Layer"] = "last.weight", ["LearningRate"] = 0.5 })],
        });
        var weight = model.Parameters[0].Value;
        using (no_grad())
            weight.fill_(1);
        weight.grad = ones_like(weight);
        optimizer.Step();
        Assert.All(weight.detach().data<float>().ToArray(), value => Assert.Equal(0.5f, value));
        Assert.Equal("last.weight", new ParameterReport(model, optimizer, null).Parameters(statistics: false).First().Group);
    }

    [Fact]
    public void Clipping_counts_its_gradient_once()
    {
        using var scope = NewDisposeScope();
        using var model = Tied();
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 1 } });
        var weight = model.Parameters[0].Value;
        var before = weight.detach().clone();
        var steps = new OptimizerStepper(optimizer, new FineTuneOptions { ClipNorm = 1 }, 1);
        steps.Begin(0);
        weight.grad = full_like(weight, 2);
        steps.End();
        // A norm of 8 is brought down to 1: each of the 16 elements moves by a quarter.
        Assert.True((before - weight.detach()).allclose(full(4, 4, 0.25), 1e-4));
    }

    private static TorchModel Tied()
    {
        var (first, last) = (nn.Linear(4, 4), nn.Linear(4, 4));
        last.weight = first.weight;
        return SmallNetwork.Of(("first", first), ("relu", nn.ReLU()), ("last", last));
    }
}
