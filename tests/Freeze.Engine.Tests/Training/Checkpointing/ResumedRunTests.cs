using System.Collections;
using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Xunit;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>A run that was interrupted and goes on with a model of other weights ends with the same bits as one that never was.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class ResumedRunTests
{
    private const int Epochs = 4;

    public static TheoryData<OptimizerAlgorithm, int> Interruptions => new(
        from algorithm in Enum.GetValues<OptimizerAlgorithm>()
        from steps in algorithm == OptimizerAlgorithm.SGD ? new[] { 1, 4, 15, 16 } : [6]
        select (algorithm, steps));

    public static TheoryData<string> Kinds => [.. Options.Keys];

    private static readonly IReadOnlyDictionary<string, FineTuneOptions> Options = new Dictionary<string, FineTuneOptions>
    {
        ["cosine by step, warm-up"] = new() { Schedule = "Cosine", ScheduleOption = new Hashtable { ["interval"] = "step" }, WarmupEpochs = 0.5 },
        ["one cycle"] = new() { Schedule = "OneCycle" },
        ["plateau"] = new() { Schedule = "ReduceOnPlateau", ScheduleOption = new Hashtable { ["patience"] = 0, ["factor"] = 0.5, ["threshold"] = 0.3 } },
        ["function"] = new() { ScheduleFunction = (step, total) => 1.0 / (1 + step), ScheduleText = "1 / (1 + step)" },
        ["gradual"] = new() { Unfreeze = new UnfreezeStages(true, []) },
        ["head first"] = new() { FreezeEpochs = 2 },
        ["unfreezing"] = new() { Unfreeze = new UnfreezeStages(false, [(2, ["block"]), (3, ["stem"])]) },
        ["accumulation and clipping"] = new() { AccumulationSteps = 3, ClipNorm = 0.5 },
        ["own order, last batch left out"] = new() { Shuffle = false, DropLast = true },
        ["every second epoch"] = new() { CheckpointEvery = 2 },
    };

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void Of_every_algorithm_it_ends_with_the_same_bits(OptimizerAlgorithm algorithm, int steps)
    {
        using var folder = new CheckpointFolder();
        Interrupt(folder, new FineTuneOptions { Seed = 3 }, steps, seed => new RunStory(seed, algorithm), validates: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_the_options_it_ends_with_the_same_bits(string kind)
    {
        foreach (var steps in new[] { 7, 10 })
        {
            using var folder = new CheckpointFolder();
            Interrupt(folder, Options[kind] with { Seed = 3 }, steps, seed => new RunStory(seed), validates: steps % 2 == 0);
        }
    }

    [Fact]
    public void Without_a_seed_it_keeps_the_one_that_it_drew()
    {
        using var folder = new CheckpointFolder();
        var (one, other) = (Placed(new FineTuneOptions(), folder, "one"), Placed(new FineTuneOptions(), folder, "other"));
        // Killed in its first epoch, a run leaves what it began with: two copies of that are the same run.
        using var begun = new RunStory(1).Train(one, 2);
        Directory.CreateDirectory(other.CheckpointPath!);
        File.Copy(Path.Combine(one.CheckpointPath!, "last.safetensors"), Path.Combine(other.CheckpointPath!, "last.safetensors"));
        using var whole = new RunStory(2).Train(one with { Resume = true });
        using var first = new RunStory(3).Train(other with { Resume = true }, 6);
        using var second = new RunStory(4).Train(other with { Resume = true });
        Assert.Equal(Epochs, whole.Records.Count);
        Assert.Equal(whole.Picture(), second.Picture());
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(6, false)]
    [InlineData(2, true)]
    [InlineData(6, true)]
    public void Decay_toward_the_imported_weights_goes_on_toward_the_first_ones(int steps, bool unfreezes)
    {
        using var folder = new CheckpointFolder();
        var options = new FineTuneOptions { Seed = 3, Unfreeze = unfreezes ? new UnfreezeStages(false, [(3, ["block"])]) : null };
        Interrupt(folder, options, steps, seed => new RunStory(seed, anchor: 0.5), validates: false);
    }

    [Fact]
    public void The_users_plan_is_in_force_again()
    {
        using var folder = new CheckpointFolder();
        Interrupt(folder, new FineTuneOptions { Seed = 3, Unfreeze = new UnfreezeStages(false, [(3, ["block"])]) }, 6, seed =>
        {
            var story = new RunStory(seed);
            story.Model.Request(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["stem"], BatchNorm = BatchNormPolicy.FrozenStatistics, AllowUninitialized = true });
            return story;
        }, validates: false);
    }

    [Fact]
    public void In_the_same_session_the_same_model_goes_on()
    {
        using var folder = new CheckpointFolder();
        var options = Placed(new FineTuneOptions { Seed = 3, FreezeEpochs = 1 }, folder, "run");
        using var whole = new RunStory(1).Train(options with { CheckpointPath = Path.Combine(folder.Path, "whole") });
        using var story = new RunStory(1).Train(options, 2);
        story.Train(options with { Resume = true }, 5).Train(options with { Resume = true });
        Assert.Equal(whole.Picture(), story.Picture());
    }

    [Fact]
    public void Patience_counts_the_epochs_before_and_gives_the_best_weights()
    {
        using var folder = new CheckpointFolder();
        var options = Placed(new FineTuneOptions { Seed = 3, Patience = 3, Epochs = 12 }, folder, "run");
        var validation = RunStory.Data(8);
        using var whole = new RunStory(1).Train(options with { CheckpointPath = Path.Combine(folder.Path, "whole") }, validation: validation);
        Assert.InRange(whole.Records.Count, 4, 11);
        for (var epochs = 1; epochs < whole.Records.Count; epochs += 2)
        {
            var start = options with { CheckpointPath = Path.Combine(folder.Path, $"run{epochs}") };
            using var first = new RunStory(1).Train(start, epochs * RunStory.BatchesPerEpoch + 2, validation);
            using var second = new RunStory(2).Train(start with { Resume = true }, validation: validation);
            Assert.Equal(whole.Picture(), second.Picture());
            Assert.Equal(whole.Records.Count, epochs + second.Records.Count);
            using var ended = new RunStory(4).Train(start with { Resume = true }, validation: validation);
            Assert.Empty(ended.Records);
            Assert.Equal(whole.Picture(), ended.Picture());
        }
    }

    [Fact]
    public void A_run_that_has_ended_gives_its_final_state_and_no_records()
    {
        using var folder = new CheckpointFolder();
        var options = Placed(new FineTuneOptions { Seed = 3 }, folder, "run");
        using var whole = new RunStory(1).Train(options);
        using var again = new RunStory(2).Train(options with { Resume = true });
        Assert.Empty(again.Records);
        Assert.Equal(whole.Picture(), again.Picture());
    }

    [Fact]
    public void With_nothing_to_resume_the_run_begins()
    {
        using var folder = new CheckpointFolder();
        using var whole = new RunStory(1).Train(Placed(new FineTuneOptions { Seed = 3 }, folder, "run"));
        using var resumed = new RunStory(1).Train(Placed(new FineTuneOptions { Seed = 3, Resume = true }, folder, "other"));
        Assert.Equal(Epochs, resumed.Records.Count);
        Assert.Equal(whole.Picture(), resumed.Picture());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Exponential")]
    public void More_epochs_follow_where_the_schedule_allows(string? schedule)
    {
        using var folder = new CheckpointFolder();
        var options = Placed(new FineTuneOptions { Seed = 3, Schedule = schedule, ScheduleOption = schedule is null ? null : new Hashtable { ["gamma"] = 0.5 } }, folder, "run");
        using var whole = new RunStory(1).Train(options with { Epochs = 6, CheckpointPath = null });
        using var first = new RunStory(1).Train(options);
        using var second = new RunStory(2).Train(options with { Epochs = 6, Resume = true });
        Assert.Equal([5, 6], second.Records.Select(record => record.Epoch));
        Assert.Equal(whole.Picture(), second.Picture());
    }

    // A whole run, and one that is stopped after some steps, then goes on with a model that was drawn from another seed.
    private static void Interrupt(CheckpointFolder folder, FineTuneOptions options, int steps, Func<int, RunStory> begin, bool validates)
    {
        var validation = validates ? RunStory.Data(8) : null;
        var start = Placed(options, folder, "run");
        using var first = begin(1).Train(start, steps, validation);
        using var whole = begin(1).Train(start with { CheckpointPath = Path.Combine(folder.Path, "whole") }, validation: validation);
        using var second = begin(2).Train(start with { Resume = true }, validation: validation);
        Assert.Equal(whole.Picture(), second.Picture());
        var every = options.CheckpointEvery;
        var done = first.Records.Count / every * every;
        Assert.Equal(whole.Records.Skip(done).Select(record => RunStory.Numbers(record with { RunId = "" })), second.Records.Select(record => RunStory.Numbers(record with { RunId = "" })));
        Assert.All(second.Records, record => Assert.Equal(first.Records.FirstOrDefault()?.RunId ?? record.RunId, record.RunId));
        Assert.Empty(second.Warnings);
    }

    private static FineTuneOptions Placed(FineTuneOptions options, CheckpointFolder folder, string name) =>
        options with { Epochs = options.Epochs == 1 ? Epochs : options.Epochs, BatchSize = 8, CheckpointPath = Path.Combine(folder.Path, name) };
}
