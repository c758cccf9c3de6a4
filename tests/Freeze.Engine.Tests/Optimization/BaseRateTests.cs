using System.Reflection;
using System.Runtime.CompilerServices;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Optimization.State;
using Freeze.Tests.Training;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Optimization;

/// <summary>What a script sets on an optimizer's groups is what the next run starts from.</summary>
public sealed class BaseRateTests
{
    private static readonly string[] Settings = ["OptimizerGroup.LearningRate", "OptimizerGroup.Momentum"];

    [Fact]
    public void Nothing_else_can_be_set()
    {
        var open = typeof(TorchModel).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(property => property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");
        Assert.Equal(Settings, open);
        Assert.Null(typeof(GroupedOptimizer).GetProperty("Plan"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Exponential")]
    public void A_rate_that_is_set_is_the_base_of_the_next_run(string? schedule)
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 4)), ("head", nn.Linear(4, 2)));
        using var optimizer = Optimizer(model);
        Assert.Equal([0.01, 0.005], Rates(optimizer, "Exponential"));
        optimizer.Groups[0].LearningRate = 0.5;
        Assert.Equal((0.5, 0.5), (optimizer.Groups[0].InitialLearningRate, optimizer.Groups[0].Options.Number("lr")));
        Assert.Equal([0.5, schedule is null ? 0.5 : 0.25], Rates(optimizer, schedule));
    }

    [Fact]
    public void Momentum_starts_again_with_each_run()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 4)), ("head", nn.Linear(4, 2)));
        using var optimizer = Optimizer(model);
        Rates(optimizer, "OneCycle", null);
        Assert.NotEqual(0.9, optimizer.Groups[0].Momentum);
        Rates(optimizer, null);
        Assert.Equal(0.9, optimizer.Groups[0].Momentum);
        optimizer.Groups[0].Momentum = 0.5;
        Rates(optimizer, "OneCycle", null);
        Rates(optimizer, null);
        Assert.Equal(0.5, optimizer.Groups[0].Momentum);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_that_the_algorithm_does_not_take_is_refused(double rate)
    {
        using var small = new SmallOptimizer(OptimizerAlgorithm.Adam);
        var before = small.Optimizer.Groups[0].LearningRate;
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => small.Optimizer.Groups[0].LearningRate = rate).Code);
        Assert.Equal((before, before), (small.Optimizer.Groups[0].LearningRate, small.Optimizer.Groups[0].InitialLearningRate));
    }

    [Fact]
    public void A_momentum_that_the_algorithm_does_not_take_is_refused()
    {
        using var adam = new SmallOptimizer(OptimizerAlgorithm.Adam);
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => adam.Optimizer.Groups[0].Momentum = 1).Code);
        using var rprop = new SmallOptimizer(OptimizerAlgorithm.Rprop);
        Assert.Contains("Rprop has no Momentum", Assert.Throws<FreezeException>(() => rprop.Optimizer.Groups[0].Momentum = 0.5).Message, StringComparison.Ordinal);
        using var nesterov = new SmallOptimizer(OptimizerAlgorithm.SGD, option: new() { ["momentum"] = 0.9, ["nesterov"] = true });
        Assert.Throws<FreezeException>(() => nesterov.Optimizer.Groups[0].Momentum = 0);
        Assert.Equal(0.9, nesterov.Optimizer.Groups[0].Momentum);
    }

    [Fact]
    public void A_sweep_sets_every_group_once_whoever_applies_it_again()
    {
        using var scope = NewDisposeScope();
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 4)), ("head", nn.Linear(4, 2)));
        using var optimizer = Optimizer(model, GroupSpecification.Parse(new System.Collections.Hashtable { ["Layer"] = "head", ["LearningRate"] = 0.1 }));
        var search = new LearningRateFinder(optimizer, Data(), new LearningRateOptions { Steps = 60, Training = new FineTuneOptions { BatchSize = 4, Seed = 1 } });
        Assert.NotEmpty(search.Run().ToList());
        var sweep = search.Result;
        Assert.Equal([0.1, 0.01], optimizer.Groups.Select(group => group.LearningRate));
        sweep.Apply();
        sweep.Apply();
        Assert.Equal(sweep.LearningRates.Values, optimizer.Groups.Select(group => group.InitialLearningRate));
        Assert.Equal(sweep.Suggestion!.Value, optimizer.Groups[0].LearningRate, 12);
        Assert.Equal(10, optimizer.Groups[0].LearningRate / optimizer.Groups[1].LearningRate, 9);
        Assert.Equal(ErrorCode.OptionInvalid, Assert.Throws<FreezeException>(() => (sweep with { Valley = null }).Apply()).Code);
    }

    private static GroupedOptimizer Optimizer(TorchModel model, params GroupSpecification[] rules) =>
        ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.01, Momentum = 0.9 }, Rules = rules });

    private static TorchDataset Data()
    {
        var inputs = linspace(0, 30, 24 * 3).sin().reshape(24, 3);
        return TensorDataset.Of(inputs, (inputs[TensorIndex.Ellipsis, 0] > 0).to(ScalarType.Int64));
    }

    private static double[] Rates(GroupedOptimizer optimizer, string? schedule, double? gamma = 0.5)
    {
        var options = new FineTuneOptions { Epochs = 2, BatchSize = 8, Schedule = schedule, ScheduleOption = schedule is null || gamma is null ? null : new System.Collections.Hashtable { ["gamma"] = gamma } };
        return [.. new FineTuneRun(optimizer, Data(), null, options).Steps().Select(step => step.Record).OfType<EpochRecord>().Select(record => record.LearningRates.Values.First())];
    }
}
