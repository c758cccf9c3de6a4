using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training;

/// <summary>Batches whose class weights are all 0 count as nothing.</summary>
public sealed class ZeroWeightTests
{
    // Batches of two: both of class 0, both of class 1, one of each, both of class 0.
    private static readonly long[] Labels = [0, 0, 1, 1, 0, 1, 0, 0];

    [Theory]
    [InlineData(1, OptimizerAlgorithm.SGD)]
    [InlineData(2, OptimizerAlgorithm.SGD)]
    [InlineData(3, OptimizerAlgorithm.SGD)]
    [InlineData(1, OptimizerAlgorithm.LBFGS)]
    public void A_run_goes_on_as_though_they_were_not_there(int accumulation, OptimizerAlgorithm algorithm)
    {
        using var scope = NewDisposeScope();
        var (record, weights) = Train(Labels, accumulation, algorithm);
        Assert.Equal(2, record.StepLosses.Length);
        Assert.All(record.StepLosses, loss => Assert.True(double.IsFinite(loss)));
        // Two samples of class 1 in the first batch that counts, one in the other.
        Assert.Equal((record.StepLosses[0] * 2 + record.StepLosses[1]) / 3, record.TrainLoss, 12);
        if (accumulation == 1)
        {
            var (_, without) = Train(Labels[2..6], 1, algorithm, skip: 2);
            Assert.Equal(without, weights);
        }
    }

    [Fact]
    public void The_schedule_keeps_to_its_epochs()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD);
        var options = new FineTuneOptions { Epochs = 3, BatchSize = 2, ClassWeight = [0, 1], Shuffle = false, Schedule = "Step", ScheduleOption = new System.Collections.Hashtable { ["step_size"] = 1, ["gamma"] = 0.5 } };
        var rates = new FineTuneRun(optimizer, Data(Labels), null, options).Steps().Select(step => step.Record).OfType<EpochRecord>().Select(record => record.LearningRates["default"]);
        Assert.Equal([0.1, 0.05, 0.025], rates);
    }

    [Fact]
    public void Data_of_which_nothing_counts_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD);
        var options = new FineTuneOptions { BatchSize = 2, ClassWeight = [0, 1] };
        foreach (var (train, validation) in new[] { (Data([0, 0, 0, 0]), Data(Labels)), (Data(Labels), Data([0, 0, 0, 0])) })
            Assert.Equal("ClassWeight", Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, train, validation, options).Steps().Count()).Subject);
    }

    [Fact]
    public void A_sweep_passes_over_them()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Optimizer(model, OptimizerAlgorithm.SGD);
        var points = new LearningRateFinder(optimizer, Data(Labels), new LearningRateOptions { Steps = 20, Training = new FineTuneOptions { BatchSize = 2, ClassWeight = [0, 1], Seed = 1 } }).Run().ToList();
        Assert.NotEmpty(points);
        Assert.All(points, point => Assert.True(double.IsFinite(point.Loss)));
    }

    private static (EpochRecord Record, float[] Weights) Train(long[] labels, int accumulation, OptimizerAlgorithm algorithm, int skip = 0)
    {
        using var model = Model();
        using var optimizer = Optimizer(model, algorithm);
        var options = new FineTuneOptions { BatchSize = 2, ClassWeight = [0, 1], Shuffle = false, AccumulationSteps = accumulation };
        var record = new FineTuneRun(optimizer, Data(labels, skip), null, options).Steps().Last().Record!;
        return (record, [.. model.Parameters.SelectMany(parameter => parameter.Value.detach().data<float>().ToArray())]);
    }

    private static TorchModel Model()
    {
        var layer = nn.Linear(3, 2);
        using (no_grad())
        {
            layer.weight!.copy_(linspace(-1, 1, 6).reshape(2, 3));
            layer.bias!.zero_();
        }

        return SmallNetwork.Of(("fc", layer));
    }

    private static GroupedOptimizer Optimizer(TorchModel model, OptimizerAlgorithm algorithm) =>
        ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Algorithm = algorithm, Settings = new OptimizerSettings { LearningRate = 0.1 } });

    private static TorchDataset Data(long[] labels, int skip = 0) => TensorDataset.Of(linspace(0, 20, 24).sin().reshape(8, 3)[skip..(skip + labels.Length)].contiguous(), tensor(labels));
}
