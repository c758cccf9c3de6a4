using Freeze.Data;
using Freeze.Tests.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Xunit;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>A run whose labels are matched by name goes on as any other, and tells other classes by their names.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class ResumedClassesTests
{
    private static readonly FineTuneOptions Options = new() { Seed = 3, Epochs = 2, BatchSize = 8 };

    [Theory]
    [InlineData("ant", "bee", "cat")]
    [InlineData("cat", "ant", "bee")]
    public void A_run_on_matched_labels_goes_on_to_the_same_bits(params string[] names)
    {
        using var folder = new CheckpointFolder();
        var data = Data(names);
        using var whole = Story(1).Train(Options, data: data, validation: data);
        using var begun = Story(1).Train(Options with { CheckpointPath = folder.Path }, RunStory.BatchesPerEpoch + 1, data: data, validation: data);
        using var resumed = Story(2).Train(Options with { CheckpointPath = folder.Path, Resume = true }, data: data, validation: data);
        Assert.Equal(whole.Records[1].StepLosses, Assert.Single(resumed.Records).StepLosses);
        Assert.Equal(whole.Records[1].ValidationLoss, resumed.Records[0].ValidationLoss);
        Assert.Equal(["ant", "bee", "cat"], resumed.Model.Classes!);
        Assert.Equal(WithoutProcess(whole), WithoutProcess(resumed));
    }

    [Fact]
    public void Data_in_another_order_of_classes_is_the_same_run()
    {
        var (labels, order) = (Data(["ant", "bee", "cat"]).Labels!, new[] { 1, 2, 0 });
        using var folder = new CheckpointFolder();
        using var begun = Story(1).Train(Options with { CheckpointPath = folder.Path }, RunStory.BatchesPerEpoch + 1, data: Data(["ant", "bee", "cat"]));
        var turned = Data(["cat", "ant", "bee"], [.. labels.Select(label => order[label])]);
        using var resumed = Story(2).Train(Options with { CheckpointPath = folder.Path, Resume = true }, data: turned);
        Assert.Equal(2, Assert.Single(resumed.Records).Epoch);
    }

    [Fact]
    public void Other_classes_are_named_and_not_gone_on_with()
    {
        using var folder = new CheckpointFolder();
        using var begun = new RunStory(1).Train(Options with { CheckpointPath = folder.Path }, RunStory.BatchesPerEpoch + 1, data: Data(["ant", "bee", "cat"]));
        using var other = new RunStory(2);
        var options = Options with { CheckpointPath = folder.Path, Resume = true };
        var error = Assert.Throws<FreezeException>(() => other.Train(options, data: Data(["ant", "bee", "dog"])));
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Contains("only in the checkpoint cat; only now dog", error.Message);
        Assert.Null(other.Model.Classes);
    }

    // The process's own random state is no part of a run.
    private static IEnumerable<string> WithoutProcess(RunStory story) => story.Picture().Where(line => !line.StartsWith("random", StringComparison.Ordinal));

    private static RunStory Story(int seed)
    {
        var story = new RunStory(seed);
        story.Model.Classes = ["ant", "bee", "cat"];
        return story;
    }

    private static TorchDataset Data(string[] names, int[]? labels = null)
    {
        var plain = RunStory.Data();
        using var batch = plain.ReadBatch([.. Enumerable.Range(0, plain.Count)]);
        var source = new MemorySamples(null, batch.Inputs.data<float>().ToArray(), plain.SampleShape, labels ?? [.. plain.Labels!], null) { Classes = names };
        return new TorchDataset("data", source, SampleSelection.Make("data", source, new DatasetOptions()),
            new SampleTransform("data", plain.SampleShape, new InputTransform()));
    }
}
