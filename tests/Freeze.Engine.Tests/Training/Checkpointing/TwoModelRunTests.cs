using Freeze.Optimization;
using Freeze.Tests.Models;
using Freeze.Tests.WeightFiles;
using Freeze.Training;
using Freeze.Training.Checkpointing;
using TorchSharp;
using Xunit;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>A run of two models with an optimizer each is kept and gone on with by the same means.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class TwoModelRunTests
{
    [Fact]
    public void Both_go_on_where_they_were()
    {
        using var folder = new CheckpointFolder();
        var options = new FineTuneOptions { Epochs = 3, CheckpointPath = folder.Path };
        using var generator = new RunStory(1, OptimizerAlgorithm.Adam).Train(new FineTuneOptions { BatchSize = 8, Seed = 1 });
        using var discriminator = new RunStory(2).Train(new FineTuneOptions { BatchSize = 8, Seed = 2 });
        using (var run = Open(options, generator, discriminator))
        {
            Assert.Null(run.Saved);
            run.Begin(Parts(generator, discriminator, 0));
            run.End("first", Parts(generator, discriminator, 4), isBest: false, isEnd: false);
        }

        var before = generator.Picture().Concat(discriminator.Picture()).ToList();
        generator.Train(new FineTuneOptions { BatchSize = 8, Seed = 5 });
        using var other = new RunStory(3, OptimizerAlgorithm.Adam);
        using (var run = Open(options with { Resume = true }, generator, discriminator))
        {
            Assert.Equal((1, "first"), (run.Done, run.Records.Single()));
            Assert.Equal(4, run.Saved!.Description.Parts["generator"].Steps);
            run.Saved.Restore("generator", generator.Optimizer);
            run.Saved.Restore("discriminator", discriminator.Optimizer);
            run.Saved.RestoreRandom(run.Random);
            Assert.Equal(before, generator.Picture().Concat(discriminator.Picture()));
        }

        var error = Assert.Throws<FreezeException>(() => Open(options with { Resume = true }, discriminator, generator));
        Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
        Assert.Contains("optimizer groups of the generator", error.Message, StringComparison.Ordinal);
    }

    private static RunCheckpointing<string> Open(FineTuneOptions options, RunStory generator, RunStory discriminator) => RunCheckpointing<string>.Open(options, ["generator", "discriminator"], () => new ResumeContract()
        .StateModel(generator.Optimizer, " of the generator").StateModel(discriminator.Optimizer, " of the discriminator").StateOptions(options), _ => []);

    private static IReadOnlyList<RunPart> Parts(RunStory generator, RunStory discriminator, long steps) =>
        [new("generator", generator.Optimizer, SavedPlan.InForce(generator.Model), steps, null), new("discriminator", discriminator.Optimizer, SavedPlan.InForce(discriminator.Model), steps, null)];
}
