using System.Collections;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Freeze.Training.Logging;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Training.Logging;

/// <summary>What a run writes down about itself.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class RunLogTests
{
    [Fact]
    public void A_run_writes_every_step_and_every_epoch()
    {
        using var folder = new CheckpointFolder();
        var steps = Train(new FineTuneOptions { Epochs = 3, BatchSize = 8, Seed = 1, Schedule = "Exponential", ScheduleOption = new Hashtable { ["gamma"] = 0.5 }, LogPath = Path.Combine(folder.Path, "logs") });
        var records = steps.Select(step => step.Record).OfType<EpochRecord>().ToArray();
        var run = Path.Combine(folder.Path, "logs", records[0].RunId);
        var events = EventFileReader.Read(Assert.Single(EventFileReader.Files(run)));
        Assert.Equal(
            ["accuracy/validation", "epoch/samples_per_second", "epoch/seconds", "epoch/trainable_count", "gradient_norm/default", "gradient_norm/head", "learning_rate/default", "learning_rate/head", "loss/step", "loss/train", "loss/validation"],
            EventFileReader.Tags(events));
        Assert.Equal(records.SelectMany(record => record.StepLosses).Select((loss, index) => (index + 1L, (float)loss)), EventFileReader.Values(events, "loss/step"));
        Assert.Equal(records.Select(record => ((long)record.Epoch, (float)record.TrainLoss)), EventFileReader.Values(events, "loss/train"));
        Assert.Equal(records.Select(record => ((long)record.Epoch, (float)record.ValidationLoss!.Value)), EventFileReader.Values(events, "loss/validation"));
        Assert.Equal(records.Select(record => ((long)record.Epoch, (float)record.Accuracy!.Value)), EventFileReader.Values(events, "accuracy/validation"));
        Assert.Equal(Enumerable.Range(0, 9).Select(step => (step + 1L, (float)(0.1 * Math.Pow(0.5, step / 3)))), EventFileReader.Values(events, "learning_rate/head"));
        Assert.Equal(steps.Select((step, index) => (index + 1L, (float)step.Gradients.Single(gradient => gradient.Group == "head").Norm)), EventFileReader.Values(events, "gradient_norm/head"));

        var lines = File.ReadAllLines(Path.Combine(run, "epochs.csv"));
        Assert.Equal(4, lines.Length);
        Assert.StartsWith($"{records[2].RunId},3,{records[2].TrainLoss:R},", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_norms_are_those_before_clipping_of_what_trains_once_a_step()
    {
        using var folder = new CheckpointFolder();
        var steps = Train(new FineTuneOptions { BatchSize = 4, Seed = 1, AccumulationSteps = 2, ClipNorm = 1e-3, LogPath = folder.Path }, model => model.Freeze("stem", "block"));
        var events = EventFileReader.Read(EventFileReader.Files(Path.Combine(folder.Path, steps[^1].Record!.RunId))[0]);
        var norms = EventFileReader.Values(events, "gradient_norm/head");
        Assert.Equal([2, 4, 6], norms.Select(pair => pair.Step));
        Assert.All(norms, pair => Assert.True(pair.Value > 1e-2));
        Assert.DoesNotContain("gradient_norm/default", EventFileReader.Tags(events));
        Assert.DoesNotContain("learning_rate/default", EventFileReader.Tags(events));
    }

    [Fact]
    public void A_log_that_cannot_be_opened_ends_the_run_before_it_begins()
    {
        using var folder = new CheckpointFolder();
        var file = folder.Write("taken", [1]);
        using var model = SmallNetwork.Convolutional();
        using var optimizer = Optimizer(model);
        using var before = model.Parameters[0].Value.detach().clone();
        var error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, Data(24), null, new FineTuneOptions { LogPath = file }).Steps().First());
        Assert.Equal(ErrorCode.OutputNotWritable, error.Code);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (before - model.Parameters[0].Value).abs().max().item<float>());
    }

    [Fact]
    public void A_log_that_breaks_later_warns_once_and_the_run_goes_on()
    {
        using var folder = new CheckpointFolder();
        using var model = SmallNetwork.Convolutional();
        using var optimizer = Optimizer(model);
        var warnings = new List<string>();
        var records = 0;
        foreach (var step in new FineTuneRun(optimizer, Data(24), null, new FineTuneOptions { Epochs = 4, BatchSize = 8, Seed = 1, LogPath = folder.Path }).Steps())
        {
            warnings.AddRange(step.Warnings);
            if (step.Record is null || ++records > 1)
                continue;
            // The table's place is taken by a folder.
            var table = Path.Combine(folder.Path, step.Record.RunId, "epochs.csv");
            File.Delete(table);
            Directory.CreateDirectory(table);
        }

        Assert.Equal(4, records);
        Assert.Contains("table of epochs", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_goes_on_writes_another_file_and_keeps_the_table_whole()
    {
        using var folder = new CheckpointFolder();
        var tables = Directory.CreateDirectory(Path.Combine(folder.Path, "run")).FullName;
        EpochRecord Record(int epoch, double loss) => new() { RunId = "0a1b2c3d", Epoch = epoch, TrainLoss = loss, LearningRates = [], Duration = TimeSpan.Zero, SamplesPerSecond = 1, TrainableCount = 1, StepLosses = [] };
        using (var log = RunLog.Open(folder.Path, tables, "0a1b2c3d"))
        {
            for (var epoch = 1; epoch <= 3; epoch++)
                log.Epoch(epoch, [("loss/train", epoch)], Record(epoch, epoch));
        }

        using (var log = RunLog.Open(folder.Path, tables, "0a1b2c3d", finished: 2, firstStep: 21))
            log.Epoch(3, [("loss/train", 30)], Record(3, 30));
        var files = EventFileReader.Files(Path.Combine(folder.Path, "0a1b2c3d"));
        Assert.Equal(2, files.Count);
        Assert.Equal(21, EventFileReader.Read(files[1]).Single(entry => entry.SessionLog is not null).Step);
        Assert.Equal(["1", "2", "30"], File.ReadAllLines(Path.Combine(tables, "epochs.csv")).Skip(1).Select(line => line.Split(',')[2]));
        Assert.False(File.Exists(Path.Combine(folder.Path, "0a1b2c3d", "epochs.csv")));
    }

    [Fact]
    public void Without_a_path_nothing_is_written()
    {
        using var log = RunLog.Open(null, null, "0a1b2c3d");
        Assert.False(log.TakesSteps);
        log.Epoch(1, [("loss/train", 1)], new object());
        Assert.Empty(log.TakeWarnings());
    }

    private static IReadOnlyList<TrainingProgress> Train(FineTuneOptions options, Action<TorchModel>? prepare = null)
    {
        using var model = SmallNetwork.Convolutional();
        prepare?.Invoke(model);
        using var optimizer = Optimizer(model);
        return [.. new FineTuneRun(optimizer, Data(24), Data(9), options).Steps()];
    }

    private static GroupedOptimizer Optimizer(TorchModel model) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Settings = new OptimizerSettings { LearningRate = 0.01, Momentum = 0.9 },
        Rules = [GroupSpecification.Parse(new Hashtable { ["Layer"] = "head", ["LearningRate"] = 0.1 })],
    });

    private static TorchDataset Data(int count) => TensorDataset.Of(torch.linspace(0, 300, count * 72).sin().reshape(count, 2, 6, 6), torch.tensor(Enumerable.Range(0, count).Select(i => (long)i % 3).ToArray()));
}
