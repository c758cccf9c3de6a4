using Freeze.Freezing;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Tests.Models;
using Freeze.Training.Adversarial;
using Xunit;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>Adversarial runs go on in the same bits.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class AdversarialResumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-").FullName;

    private AdversarialOptions Options => SmallPair.Options with
    {
        Epochs = 4, DiscriminatorSteps = 2, Schedule = "Cosine", DiscriminatorSchedule = "ReduceOnPlateau", DiscriminatorScheduleOption = new Dictionary<string, object> { ["patience"] = 0 },
        CheckpointPath = Path.Combine(_folder, "run"),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Eight steps an epoch: five of the discriminator, three of the generator.
    [Theory]
    [InlineData(5, false)]
    [InlineData(17, false)]
    [InlineData(18, true)]
    [InlineData(10, true)]
    public void A_run_that_was_stopped_ends_in_the_same_bits(int steps, bool fixedDiscriminator)
    {
        using SmallPair whole = Pair(), stopped = Pair(), resumed = Pair();
        var options = Options with { FreezeDiscriminator = fixedDiscriminator };
        var expected = whole.Records(options with { CheckpointPath = null });
        var first = stopped.Run(options).Steps().Take(steps).Select(step => step.Record).OfType<AdversarialRecord>().ToList();
        var second = resumed.Records(options with { Resume = true });
        Assert.Equal(4, first.Count + second.Count);
        Assert.Equal(expected.SelectMany(Numbers), first.Concat(second).SelectMany(Numbers));
        Assert.Equal(whole.Picture(), resumed.Picture());
        Assert.Equal(whole.Flags(), resumed.Flags());
        if (first.Count > 0)
            Assert.Equal(first[0].RunId, second[0].RunId);
        Assert.EndsWith("last.safetensors", second[^1].CheckpointPath, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_puts_its_weights_back_and_emits_nothing()
    {
        using SmallPair finished = Pair(), again = Pair();
        finished.Records(Options);
        Assert.NotEqual(finished.Picture(), again.Picture());
        Assert.Empty(again.Records(Options with { Resume = true }));
        Assert.Equal(finished.Picture(), again.Picture());
    }

    [Fact]
    public void Another_run_is_refused_by_what_differs()
    {
        using var pair = Pair();
        pair.Records(Options with { Epochs = 1 });
        var before = pair.Picture();
        foreach (var (options, expected) in new[]
        {
            (Options with { Loss = AdversarialLossKind.Hinge }, "loss was Standard and is Hinge"),
            (Options with { DiscriminatorSteps = 1 }, "discriminator steps was 2 and is 1"),
            (Options with { DiscriminatorSchedule = "None", DiscriminatorScheduleOption = null }, "schedule of the discriminator"),
            (Options with { PhaseStatistics = PhaseStatistics.Stored }, "statistics of a frozen network"),
        })
        {
            var error = Assert.Throws<FreezeException>(() => pair.Records(options with { Resume = true }));
            Assert.Equal(ErrorCode.CheckpointMismatch, error.Code);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(ErrorCode.CheckpointExists, Assert.Throws<FreezeException>(() => pair.Records(Options)).Code);
        Assert.Equal(before, pair.Picture());
        Assert.Equal(1, Assert.Single(pair.Records(Options with { Epochs = 1, Force = true })).Epoch);
    }

    // Dropout draws from the process's random state; a layer is frozen, and BatchNorm keeps statistics.
    private static SmallPair Pair()
    {
        var pair = SmallPair.Of(
            ModelImporter.FromLayers("g", ["Linear(3, 8)", "BatchNorm1d(8)", "ReLU", "Linear(8, 2)"], new ImportOptions { Seed = 1 }),
            ModelImporter.FromLayers("d", ["Linear(2, 8)", "LeakyReLU(0.2)", "Dropout(0.3)", "Linear(8, 8)", "BatchNorm1d(8)", "LeakyReLU(0.2)", "Linear(8, 1)"], new ImportOptions { Seed = 2 }),
            algorithm: OptimizerAlgorithm.Adam);
        var model = pair.Discriminator.Model;
        model.Apply(model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["0"], AllowUninitialized = true }));
        return pair;
    }

    private static double[] Numbers(AdversarialRecord record) =>
        [record.GeneratorLoss, record.DiscriminatorLoss, record.RealScore, record.FakeScore, .. record.LearningRates.Values, .. record.GeneratorStepLosses, .. record.DiscriminatorStepLosses];
}
