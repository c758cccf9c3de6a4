using System.Collections;
using Freeze.Freezing;
using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Xunit;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>A run that would not come out the same is not gone on with; the error names what differs, and nothing is touched.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class MismatchTests
{
    private static readonly FineTuneOptions Options = new() { Seed = 3, Epochs = 3, BatchSize = 8, Schedule = "Step", ScheduleOption = new Hashtable { ["step_size"] = 2 } };

    private static readonly IReadOnlyDictionary<string, (Func<FineTuneOptions, FineTuneOptions> Change, string Says)> Changes = new Dictionary<string, (Func<FineTuneOptions, FineTuneOptions>, string)>
    {
        ["batch size"] = (options => options with { BatchSize = 10 }, "batch size was 8 and is 10"),
        ["last batch"] = (options => options with { DropLast = true }, "leaving out the last batch was False and is True"),
        ["shuffling"] = (options => options with { Shuffle = false }, "shuffling was True and is False"),
        ["seed"] = (options => options with { Seed = 4 }, "seed was 3 and is 4"),
        ["loss"] = (options => options with { LabelSmoothing = 0.1 }, "label smoothing was 0 and is 0.1"),
        ["class weights"] = (options => options with { ClassWeight = [1, 2, 3] }, "class weights"),
        ["schedule"] = (options => options with { Schedule = "Exponential", ScheduleOption = new Hashtable { ["gamma"] = 0.5 } }, "schedule was Step and is Exponential"),
        ["schedule option"] = (options => options with { ScheduleOption = new Hashtable { ["step_size"] = 1 } }, "step_size = 2"),
        ["warm-up"] = (options => options with { WarmupEpochs = 1 }, "warm-up epochs was 0 and is 1"),
        ["accumulation"] = (options => options with { AccumulationSteps = 2 }, "accumulation steps was 1 and is 2"),
        ["clipping"] = (options => options with { ClipNorm = 1 }, "clip norm was none and is 1"),
        ["precision"] = (options => options with { Precision = Precision.BFloat16 }, "precision was Float32 and is BFloat16"),
        ["deterministic"] = (options => options with { Deterministic = true }, "deterministic algorithms was False and is True"),
        ["freeze epochs"] = (options => options with { FreezeEpochs = 1 }, "freeze epochs was 0 and is 1"),
        ["unfreezing"] = (options => options with { Unfreeze = new UnfreezeStages(false, [(2, ["block"])]) }, "2: block"),
        ["fewer epochs"] = (options => options with { Epochs = 1 }, "2 epochs are done and -Epochs is 1"),
        ["patience"] = (options => options with { Patience = 1, Epochs = 9 }, "with a patience of 1 it would have ended after epoch 2"),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_option_is_named(string name)
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var begun = new RunStory(1).Train(options with { Epochs = name == "patience" ? 9 : 3 }, name == "patience" ? 5 * RunStory.BatchesPerEpoch : 9, Far(name));
        Refused(options, folder, Changes[name].Change, Changes[name].Says, validation: Far(name));
    }

    [Fact]
    public void More_epochs_than_the_schedule_was_made_for_are_named()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path, Schedule = "Cosine", ScheduleOption = null };
        using var begun = new RunStory(1).Train(options);
        Refused(options, folder, change => change with { Epochs = 5 }, "depends on the number of epochs, which was 3 and is 5");
        Refused(options with { ScheduleOption = new Hashtable { ["T_max"] = 3 } }, folder, change => change, "schedule options");
    }

    [Fact]
    public void Other_data_is_named()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var begun = new RunStory(1).Train(options, 9, RunStory.Data(8));
        Refused(options, folder, change => change, "other contents of the training data", data: RunStory.Data(9), validation: RunStory.Data(8));
        Refused(options, folder, change => change, "is another one: validation data was 30 samples of 2x6x6 and is none.", validation: null);
        Refused(options, folder, change => change, "validation data was 30 samples of 2x6x6 and is 20 samples of 2x6x6", validation: RunStory.Data(8, 20));
    }

    [Fact]
    public void Other_data_is_taken_where_that_is_allowed_and_a_warning_names_it()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var begun = new RunStory(1).Train(options, 9, RunStory.Data(8));
        Refused(options with { AllowOtherData = true }, folder, change => change with { BatchSize = 5 }, "batch size", data: RunStory.Data(9), validation: RunStory.Data(8));
        using var story = new RunStory(2).Train(options with { Resume = true, AllowOtherData = true }, data: RunStory.Data(9), validation: RunStory.Data(8));
        Assert.Contains(story.Warnings, warning => warning.StartsWith("The run goes on with other data", StringComparison.Ordinal) && warning.Contains("other contents of the training data", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_plan_is_named()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var begun = new RunStory(1);
        begun.Model.Request(Frozen("stem", BatchNormPolicy.FrozenStatistics));
        begun.Train(options, 9);
        Refused(options, folder, change => change, "what is frozen: only in the checkpoint stem.conv.bias, stem.conv.weight");
        Refused(options, folder, change => change, "only now block.bn.bias", model: model =>
        {
            model.Request(Frozen("stem", BatchNormPolicy.FrozenStatistics));
            model.Request(Frozen("block", BatchNormPolicy.Frozen));
        });
        Refused(options, folder, change => change, "policies of frozen normalisation layers was stem.bn = FrozenStatistics and is stem.bn = Frozen", model: model => model.Request(Frozen("stem", BatchNormPolicy.Frozen)));
    }

    [Fact]
    public void Another_model_and_other_groups_are_named()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var begun = new RunStory(1).Train(options, 9);
        using var other = new RunStory(2, OptimizerAlgorithm.AdamW);
        var error = Assert.Throws<FreezeException>(() => other.Train(options with { Resume = true }));
        Assert.Contains("optimizer groups: only in the checkpoint head: SGD (lr = 0.05", error.Message, StringComparison.Ordinal);
        using var model = SmallNetwork.Of(("flat", TorchSharp.torch.nn.Flatten()), ("head", TorchSharp.torch.nn.Linear(72, 3)));
        using var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [] });
        error = Assert.Throws<FreezeException>(() => new FineTuneRun(optimizer, RunStory.Data(), null, options with { Resume = true }).Steps().Count());
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Contains("head.weight [3, 144]", error.Message, StringComparison.Ordinal);
        Assert.Contains("head.weight [3, 72]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_not_ended_an_epoch_begins_again_with_other_options()
    {
        using var folder = new CheckpointFolder();
        var options = Options with { CheckpointPath = folder.Path };
        using var begun = new RunStory(1).Train(options, 2);
        using var whole = new RunStory(2).Train(options with { BatchSize = 10, CheckpointPath = null });
        using var resumed = new RunStory(2).Train(options with { BatchSize = 10, Resume = true });
        Assert.Equal(3, resumed.Records.Count);
        Assert.Equal(whole.Picture(), resumed.Picture());
    }

    private static TorchDataset? Far(string name) => name == "patience" ? RunStory.Data(8) : null;

    private static FreezeRequest Frozen(string layer, BatchNormPolicy policy) =>
        new() { Selection = FreezeSelection.Named, Patterns = [layer], BatchNorm = policy, AllowUninitialized = true };

    private static void Refused(FineTuneOptions options, CheckpointFolder folder, Func<FineTuneOptions, FineTuneOptions> change, string says,
        TorchDataset? data = null, TorchDataset? validation = null, Action<TorchModel>? model = null)
    {
        var before = Directory.GetFiles(folder.Path).Order().Select(File.ReadAllBytes).ToList();
        using var story = new RunStory(2);
        model?.Invoke(story.Model);
        var picture = story.Picture().SkipLast(1).ToList();
        var error = Assert.Throws<FreezeException>(() => story.Train(change(options) with { Resume = true }, data: data, validation: validation));
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", error.Cure, StringComparison.Ordinal);
        Assert.Equal(picture, story.Picture().SkipLast(1));
        Assert.Equal(before, Directory.GetFiles(folder.Path).Order().Select(File.ReadAllBytes));
    }
}
