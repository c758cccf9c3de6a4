using Freeze.Data;
using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Optimization.Schedules;
using Freeze.Tensors;
using Freeze.Tests.Freezing;
using Freeze.Tests.Training;
using Freeze.Training;
using Freeze.Training.Adversarial;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Tensors;

/// <summary>The greatest numbers that an option takes overflow nothing.</summary>
public sealed class CeilingDivisionTests
{
    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(5, 5, 1)]
    [InlineData(6, 5, 2)]
    [InlineData(6, int.MaxValue, 1)]
    [InlineData(int.MaxValue, int.MaxValue, 1)]
    [InlineData(int.MaxValue, 2, 1 << 30)]
    public void It_rounds_up(int count, int size, int expected)
    {
        Assert.Equal(expected, CeilingDivision.Of(count, size));
        Assert.Equal(expected, CeilingDivision.Of((long)count, size));
        Assert.Equal(count / size, CeilingDivision.Batches(count, size, dropLast: true));
    }

    [Fact]
    public void A_batch_larger_than_all_data_is_all_data()
    {
        using var scope = NewDisposeScope();
        var data = TensorDataset.Of(zeros(6, 3), arange(6).remainder(2));
        Assert.Equal(6, Assert.Single(new DataLoader(data, [.. Enumerable.Range(0, 6)], int.MaxValue, dropLast: false)).Count);
        using var model = SmallNetwork.Of(("fc", nn.Linear(3, 2)));
        var rates = new List<double>();
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.5 } });
        var options = new FineTuneOptions
        {
            Epochs = 4, BatchSize = 2, AccumulationSteps = int.MaxValue, FreezeEpochs = int.MaxValue, Schedule = "Exponential", ScheduleOption = new System.Collections.Hashtable { ["gamma"] = 0.5 },
        };
        foreach (var step in new FineTuneRun(optimizer, data, data, options).Steps().Where(step => step.Record is not null))
            rates.Add(step.Record!.LearningRates["default"]);
        Assert.Equal([0.5, 0.25, 0.125, 0.0625], rates);
        var sweep = new LearningRateOptions { Steps = 3, Training = new FineTuneOptions { BatchSize = int.MaxValue } };
        Assert.Equal(3, new LearningRateFinder(optimizer, data, sweep).Run().Take(9).Count());
    }

    [Fact]
    public void Epochs_beyond_counting_change_nothing()
    {
        using var model = SmallNetwork.Convolutional();
        var last = new UnfreezeStages(false, [(int.MaxValue, ["stem"])]);
        foreach (var schedule in new[] { FreezeScheduler.ScheduleOf(model, int.MaxValue, null)!, FreezeScheduler.ScheduleOf(model, 0, last)!, FreezeScheduler.ScheduleOf(model, int.MaxValue, new UnfreezeStages(true, []))! })
        {
            Assert.Null(schedule.FirstIdleEpoch(int.MaxValue));
            Assert.Equal(schedule.TrainableCountAt(1), schedule.TrainableCountAt(int.MaxValue - 1));
            Assert.Equal(1_000_000, schedule.LastAlike(1, 1_000_000));
        }
    }

    [Fact]
    public void A_warm_up_beyond_counting_stays_above_zero()
    {
        var context = new ScheduleContext(100, 10, ["default"], 1e30);
        var rate = ScheduleFactory.Create("None", null, context).RateAt(0, 1, 50);
        Assert.InRange(rate, 0, 1e-10);
        Assert.InRange(ScheduleFactory.Create("CosineWarmRestarts", new System.Collections.Hashtable { ["T_0"] = 3, ["T_mult"] = 4e18 }, new ScheduleContext(100, 1, ["default"])).RateAt(0, 1, 99), 0.99, 1);
    }

    [Fact]
    public void More_steps_of_a_generator_than_can_be_counted_are_refused()
    {
        using var scope = NewDisposeScope();
        var data = TensorDataset.Of(zeros(6, 3), arange(6).remainder(2));
        var error = Assert.Throws<FreezeException>(() => AdversarialChecks.StepsOf(data, new AdversarialOptions { LatentSize = 2, BatchSize = 2, GeneratorSteps = int.MaxValue }));
        Assert.Equal(ErrorCode.OptionInvalid, error.Code);
        Assert.Equal((3, 6), AdversarialChecks.StepsOf(data, new AdversarialOptions { LatentSize = 2, BatchSize = 2 }));
    }
}
