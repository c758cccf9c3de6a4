using Freeze.Freezing;
using Freeze.Models;
using Freeze.Tensors;
using Freeze.Tests.Models;
using Freeze.Training.Adversarial;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>What freezing does in the phases of an adversarial run, and what it leaves behind.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class AdversarialPhasesTests
{
    public static TheoryData<string, PhaseStatistics, AdversarialLossKind> Runs => new()
    {
        { "linear", PhaseStatistics.Batch, AdversarialLossKind.Standard },
        { "linear", PhaseStatistics.Stored, AdversarialLossKind.LeastSquares },
        { "linear", PhaseStatistics.Batch, AdversarialLossKind.Hinge },
        { "convolution", PhaseStatistics.Batch, AdversarialLossKind.Standard },
        { "convolution", PhaseStatistics.Stored, AdversarialLossKind.Wasserstein },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Freezing_a_network_in_the_other_s_phase_changes_no_bit(string networks, PhaseStatistics statistics, AdversarialLossKind loss)
    {
        using SmallPair frozen = Make(networks), free = Make(networks);
        var options = SmallPair.Options with { PhaseStatistics = statistics, Loss = loss, Epochs = 2, DiscriminatorSteps = 2, GradientPenalty = loss == AdversarialLossKind.Wasserstein ? 10 : 0 };
        var (first, second) = (frozen.Records(options), free.Records(options with { FreezePhases = false }));
        Assert.Equal(second.SelectMany(record => record.GeneratorStepLosses.Concat(record.DiscriminatorStepLosses)), first.SelectMany(record => record.GeneratorStepLosses.Concat(record.DiscriminatorStepLosses)));
        Assert.Equal(free.Picture(), frozen.Picture());
    }

    [Fact]
    public void A_frozen_network_gets_no_gradients()
    {
        using var pair = SmallPair.Linear();
        var phases = new List<AdversarialRole>();
        foreach (var step in pair.Run(SmallPair.Options).Steps().Take(2))
        {
            phases.Add(step.Learner);
            // The first step is the discriminator's, so that the generator has had none before; the second clears its own.
            var untouched = step.Learner == AdversarialRole.Discriminator ? pair.Generator.Model : null;
            Assert.All(untouched?.Parameters ?? [], parameter => Assert.Null(parameter.Value.grad));
            Assert.All((step.Learner == AdversarialRole.Discriminator ? pair.Discriminator : pair.Generator).Model.Parameters, parameter => Assert.NotNull(parameter.Value.grad));
        }

        Assert.Equal([AdversarialRole.Discriminator, AdversarialRole.Generator], phases);
        using var fixedOne = SmallPair.Linear();
        foreach (var step in fixedOne.Run(SmallPair.Options with { FreezeDiscriminator = true }).Steps())
            Assert.All(fixedOne.Discriminator.Model.Parameters, parameter => Assert.Null(parameter.Value.grad));
    }

    [Theory]
    [InlineData(1, PhaseStatistics.Batch)]
    [InlineData(2, PhaseStatistics.Batch)]
    [InlineData(1, PhaseStatistics.Stored)]
    [InlineData(2, PhaseStatistics.Stored)]
    public void Stopping_in_either_phase_leaves_the_user_s_flags_and_modes(int steps, PhaseStatistics statistics)
    {
        using var pair = SmallPair.Linear();
        pair.Discriminator.Model.Apply(pair.Discriminator.Model.Plan(new FreezeRequest { Selection = FreezeSelection.Named, Patterns = ["0", "3"], AllowUninitialized = true }));
        pair.Generator.Model.Parameters[1].Value.requires_grad = false;
        pair.Generator.Model.Module.train();
        var before = pair.Flags();
        foreach (var _ in pair.Run(SmallPair.Options with { PhaseStatistics = statistics }).Steps().Take(steps))
        {
            // Between two steps the flags are the user's, too.
            Assert.Equal(before.Where(flag => flag.EndsWith("False", StringComparison.Ordinal) && flag.Contains("weight", StringComparison.Ordinal)),
                pair.Flags().Where(flag => flag.EndsWith("False", StringComparison.Ordinal) && flag.Contains("weight", StringComparison.Ordinal)));
        }

        Assert.Equal(before, pair.Flags());
    }

    [Fact]
    public void An_error_leaves_the_user_s_flags_and_modes()
    {
        using var generator = ModelImporter.FromLayers("g", ["Linear(3, 2)"], new ImportOptions { Seed = 1 });
        using var discriminator = ModelImporter.FromLayers("d", ["Linear(5, 1)"], new ImportOptions { Seed = 2 });
        using var pair = SmallPair.Of(generator, discriminator);
        var before = pair.Flags();
        Assert.Equal(ErrorCode.ShapeMismatch, Assert.Throws<FreezeException>(() => pair.Records(SmallPair.Options)).Code);
        Assert.Equal(before, pair.Flags());
    }

    [Fact]
    public void Layers_that_the_user_froze_stay_as_they_are_in_both_phases()
    {
        using var pair = SmallPair.Linear();
        pair.Discriminator.Model.Apply(pair.Discriminator.Model.Plan(new FreezeRequest { Selection = FreezeSelection.Through, Patterns = ["3"], AllowUninitialized = true }));
        var before = SmallPair.Picture(pair.Discriminator);
        pair.Records(SmallPair.Options with { Epochs = 2 });
        var after = SmallPair.Picture(pair.Discriminator);
        // Weights, shifts and statistics of the first two linear layers and the normalisation; the last layer has moved.
        Assert.Equal(9, before.Intersect(after).Count());
        Assert.DoesNotContain(after, before.Single(line => line.StartsWith("5.weight", StringComparison.Ordinal)).Equals);
    }

    [Theory]
    [InlineData(PhaseStatistics.Batch)]
    [InlineData(PhaseStatistics.Stored)]
    public void Statistics_move_in_a_network_s_own_phases_only(PhaseStatistics statistics)
    {
        using var pair = SmallPair.Linear();
        var (generator, discriminator) = (Statistics(pair.Generator), Statistics(pair.Discriminator));
        foreach (var step in pair.Run(SmallPair.Options with { PhaseStatistics = statistics }).Steps())
        {
            var (generatorNow, discriminatorNow) = (Statistics(pair.Generator), Statistics(pair.Discriminator));
            Assert.Equal(step.Learner == AdversarialRole.Generator, generatorNow != generator);
            Assert.Equal(step.Learner == AdversarialRole.Discriminator, discriminatorNow != discriminator);
            (generator, discriminator) = (generatorNow, discriminatorNow);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_that_writes_to_its_own_weights_while_frozen_is_found_out(bool generatorMoves)
    {
        using var restless = ModelImporter.FromModule(new Restless(generatorMoves ? 3 : 2, generatorMoves ? 2 : 1), new ImportOptions());
        using var calm = ModelImporter.FromLayers("calm", [generatorMoves ? "Linear(2, 1)" : "Linear(3, 2)"], new ImportOptions { Seed = 2 });
        using var pair = generatorMoves ? SmallPair.Of(restless, calm) : SmallPair.Of(calm, restless);
        var error = Assert.Throws<FreezeException>(() => pair.Records(SmallPair.Options));
        Assert.Equal(ErrorCode.FrozenChanged, error.Code);
        Assert.Equal("inner.weight", error.Subject);
        Assert.Null(Assert.Single(pair.Records(SmallPair.Options with { FrozenProof = false })).GeneratorIntact);
    }

    [Fact]
    public void A_discriminator_that_is_to_stay_fixed_does()
    {
        using var pair = SmallPair.Linear();
        var (before, moving) = (SmallPair.Picture(pair.Discriminator), SmallPair.Picture(pair.Generator));
        var records = pair.Records(SmallPair.Options with { FreezeDiscriminator = true, Epochs = 2, GeneratorSteps = 2 });
        Assert.Equal(before, SmallPair.Picture(pair.Discriminator));
        Assert.NotEqual(moving, SmallPair.Picture(pair.Generator));
        Assert.All(records, record => Assert.Equal((10, 5, 0L), (record.GeneratorStepLosses.Length, record.DiscriminatorStepLosses.Length, record.DiscriminatorTrainableCount)));
        Assert.True(records[1].GeneratorLoss < records[0].GeneratorLoss);
        Assert.All(pair.Discriminator.Model.Parameters, parameter => Assert.Equal(Provenance.Initialized, parameter.Provenance));
        Assert.All(pair.Generator.Model.Parameters, parameter => Assert.Equal(Provenance.Trained, parameter.Provenance));
    }

    private static SmallPair Make(string networks) => networks == "linear" ? SmallPair.Linear() : SmallPair.Convolution();

    private static string Statistics(GroupedOptimizer optimizer) => string.Join(' ', optimizer.Model.Buffers.Select(buffer => TensorFingerprint.Of(buffer.Value)));

    private sealed class Restless : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear inner;

        public Restless(int inputs, int outputs) : base("restless")
        {
            inner = nn.Linear(inputs, outputs);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            if (!inner.weight.requires_grad)
            {
                using var off = no_grad();
                inner.weight.add_(1);
            }

            return inner.call(input);
        }
    }
}
