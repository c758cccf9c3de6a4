using Freeze.Models;
using Freeze.Tests.Models;
using Freeze.Training.Adversarial;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>Records, seeds, guards and refusals of adversarial runs.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class AdversarialRunTests
{
    [Fact]
    public void A_record_tells_how_the_epoch_went()
    {
        using var pair = SmallPair.Linear();
        var steps = pair.Run(SmallPair.Options with { Epochs = 2, DiscriminatorSteps = 2, GeneratorSteps = 3 }).Steps().ToList();
        // Five batches: two, two and a last one for the discriminator, three steps of the generator after each.
        Assert.Equal("DDGGGDDGGGDGGGDDGGGDDGGGDGGG", string.Concat(steps.Select(step => step.Learner.ToString()[0])));
        var records = steps.Select(step => step.Record).OfType<AdversarialRecord>().ToList();
        Assert.Equal([1, 2], records.Select(record => record.Epoch));
        Assert.Same(records[^1], steps[^1].Record);
        var record = records[0];
        Assert.Equal(5, record.DiscriminatorStepLosses.Length);
        Assert.Equal(9, record.GeneratorStepLosses.Length);
        Assert.Equal(record.DiscriminatorStepLosses.Average(), record.DiscriminatorLoss, 12);
        Assert.Equal(record.GeneratorStepLosses.Average(), record.GeneratorLoss, 12);
        Assert.InRange(record.RealScore, 0, 1);
        Assert.InRange(record.FakeScore, 0, 1);
        Assert.Equal(["generator.default", "discriminator.default"], record.LearningRates.Keys);
        Assert.Equal(record.RunId, records[1].RunId);
        Assert.Equal([pair.Generator.Model.TrainableCount, pair.Discriminator.Model.TrainableCount], [record.GeneratorTrainableCount, record.DiscriminatorTrainableCount]);
        Assert.Equal(1, steps[^1].Progress);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_does_not()
    {
        using SmallPair one = SmallPair.Convolution(), other = SmallPair.Convolution(), third = SmallPair.Convolution();
        var options = SmallPair.Options with { Epochs = 2, Loss = AdversarialLossKind.Wasserstein, GradientPenalty = 10 };
        var (first, second) = (one.Records(options), other.Records(options));
        Assert.Equal(first.SelectMany(record => record.GeneratorStepLosses), second.SelectMany(record => record.GeneratorStepLosses));
        Assert.Equal(one.Picture(), other.Picture());
        third.Records(options with { Seed = 12 });
        Assert.NotEqual(one.Picture(), third.Picture());
        // Every epoch has noise of its own.
        Assert.NotEqual(first[0].GeneratorStepLosses[0], first[1].GeneratorStepLosses[0]);
    }

    [Fact]
    public void Each_optimizer_has_its_own_schedule()
    {
        using var pair = SmallPair.Linear();
        var records = pair.Records(SmallPair.Options with { Epochs = 3, Schedule = "Exponential", ScheduleOption = new Dictionary<string, object> { ["gamma"] = 0.5 }, DiscriminatorSchedule = "None" });
        Assert.Equal([0.01, 0.005, 0.0025], records.Select(record => record.LearningRates["generator.default"]));
        Assert.Equal([0.01, 0.01, 0.01], records.Select(record => record.LearningRates["discriminator.default"]));
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_before_the_step()
    {
        var inputs = linspace(0, 300, 40 * 2).sin().reshape(40, 2);
        inputs[17, 0] = float.NaN;
        using var pair = SmallPair.Of(
            ModelImporter.FromLayers("g", ["Linear(3, 2)"], new ImportOptions { Seed = 1 }),
            ModelImporter.FromLayers("d", ["Linear(2, 1)"], new ImportOptions { Seed = 2 }), TensorDataset.Of(inputs, zeros(40, ScalarType.Int64)));
        var (before, seen) = (pair.Picture(), 0);
        var error = Assert.Throws<FreezeException>(() =>
        {
            foreach (var _ in pair.Run(SmallPair.Options with { Shuffle = false, BatchSize = 20 }).Steps())
                seen++;
        });
        Assert.Equal(ErrorCode.LossNotFinite, error.Code);
        Assert.Equal(0, seen);
        Assert.Equal(before, pair.Picture());
    }

    [Theory]
    [InlineData(AdversarialLossKind.Standard, true)]
    [InlineData(AdversarialLossKind.Hinge, true)]
    [InlineData(AdversarialLossKind.Wasserstein, false)]
    public void A_discriminator_that_wins_for_a_whole_epoch_is_reported(AdversarialLossKind loss, bool expected)
    {
        // Far away from all that the generator makes, with a discriminator that has found out already.
        var data = TensorDataset.Of(100 + linspace(0, 1, 80).reshape(40, 2), zeros(40, ScalarType.Int64));
        using var discriminator = ModelImporter.FromLayers("d", ["Linear(2, 1)"], new ImportOptions { Seed = 2 });
        using (no_grad())
        {
            discriminator.Parameters[0].Value.fill_(1);
            discriminator.Parameters[1].Value.fill_(-100);
        }

        using var pair = SmallPair.Of(ModelImporter.FromLayers("g", ["Linear(3, 2)"], new ImportOptions { Seed = 1 }), discriminator, data);
        var warnings = pair.Run(SmallPair.Options with { Loss = loss, WeightClip = loss == AdversarialLossKind.Wasserstein ? 1000 : null }).Steps().SelectMany(step => step.Warnings).ToList();
        Assert.Equal(expected ? 1 : 0, warnings.Count(warning => warning.Contains("was certain of every batch", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_discriminator_that_ends_in_a_sigmoid_and_a_critic_without_bound_are_reported()
    {
        using var pair = SmallPair.Of(ModelImporter.FromLayers("g", ["Linear(3, 2)"], new ImportOptions { Seed = 1 }), ModelImporter.FromLayers("d", ["Linear(2, 1)", "Sigmoid"], new ImportOptions { Seed = 2 }));
        Assert.Contains("sigmoid", Assert.Single(pair.Run(SmallPair.Options).Steps().SelectMany(step => step.Warnings)), StringComparison.Ordinal);
        using var critic = SmallPair.Linear();
        Assert.Contains("-WeightClip", Assert.Single(critic.Run(SmallPair.Options with { Loss = AdversarialLossKind.Wasserstein }).Steps().SelectMany(step => step.Warnings)), StringComparison.Ordinal);
        Assert.Empty(critic.Run(SmallPair.Options with { Loss = AdversarialLossKind.Wasserstein, WeightClip = 0.01 }).Steps().SelectMany(step => step.Warnings));
    }

    [Fact]
    public void Samples_that_the_generator_cannot_reach_and_weights_that_nothing_reaches_are_reported()
    {
        var far = TensorDataset.Of(2 * linspace(-1, 1, 80).reshape(40, 2), zeros(40, ScalarType.Int64));
        using var idle = ModelImporter.FromModule(new Idle(), new ImportOptions());
        using var pair = SmallPair.Of(ModelImporter.FromLayers("g", ["Linear(3, 2)", "Tanh"], new ImportOptions { Seed = 1 }), idle, far);
        var warnings = pair.Run(SmallPair.Options).Steps().SelectMany(step => step.Warnings).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.Contains("from -1 to 1, but those of tensors go from -2 to 2", warnings[0], StringComparison.Ordinal);
        Assert.Contains("unused.weight, unused.bias got no gradient", warnings[1], StringComparison.Ordinal);
        using var near = SmallPair.Of(pair.Generator.Model, ModelImporter.FromLayers("d", ["Linear(2, 1)"], new ImportOptions { Seed = 2 }));
        Assert.Empty(near.Run(SmallPair.Options).Steps().SelectMany(step => step.Warnings));
    }

    [Fact]
    public void Clipped_weights_lie_within_the_bound_and_frozen_ones_stay()
    {
        using var pair = SmallPair.Linear();
        var frozen = pair.Discriminator.Model.Parameters[0];
        frozen.Value.requires_grad = false;
        var largest = frozen.Value.abs().max().item<float>();
        pair.Records(SmallPair.Options with { Loss = AdversarialLossKind.Wasserstein, WeightClip = 0.02 });
        Assert.All(pair.Discriminator.Model.Parameters.Where(parameter => parameter.Trainable), parameter => Assert.InRange(parameter.Value.abs().max().item<float>(), 0, 0.0200001f));
        Assert.Equal(largest, frozen.Value.abs().max().item<float>());
        Assert.Contains(pair.Generator.Model.Parameters, parameter => parameter.Value.abs().max().item<float>() > 0.02f);
    }

    [Fact]
    public void Memory_stays_as_it_is()
    {
        using var pair = SmallPair.Convolution();
        var options = SmallPair.Options with { Epochs = 4, GradientPenalty = 1 };
        pair.Records(options);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var counts = pair.Run(options).Steps().Select(_ => DisposeScopeManager.Statistics.ThreadTotalLiveCount).ToList();
        Assert.Equal(6 * options.Epochs, counts.Count);
        // Step for step, every epoch holds as many tensors as the one before.
        Assert.Equal(counts.GetRange(6, 6), counts.GetRange(12, 6));
        Assert.Equal(counts.GetRange(6, 6), counts.GetRange(18, 6));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_module_may_take_its_noise_in_either_shape(bool asMap)
    {
        using var generator = ModelImporter.FromModule(new Picky(asMap), new ImportOptions());
        using var pair = SmallPair.Of(generator, ModelImporter.FromLayers("d", ["Linear(2, 1)"], new ImportOptions { Seed = 2 }));
        Assert.Single(pair.Records(SmallPair.Options));
    }

    [Fact]
    public void What_cannot_be_is_refused_before_anything_happens()
    {
        using var pair = SmallPair.Linear();
        Refused(pair, ErrorCode.OptionInvalid, "-LatentSize", SmallPair.Options with { LatentSize = 0 });
        Refused(pair, ErrorCode.ShapeMismatch, "-LatentSize 3", SmallPair.Options with { LatentSize = 5 });
        Refused(pair, ErrorCode.OptionInvalid, "-DiscriminatorSteps", SmallPair.Options with { DiscriminatorSteps = 0 });
        Refused(pair, ErrorCode.OptionInvalid, "-LabelSmoothing", SmallPair.Options with { LabelSmoothing = 0.1, Loss = AdversarialLossKind.Hinge });
        Refused(pair, ErrorCode.OptionInvalid, "-GradientPenalty", SmallPair.Options with { GradientPenalty = -1 });
        Refused(pair, ErrorCode.OptionInvalid, "-WeightClip", SmallPair.Options with { WeightClip = 0 });
        Refused(pair, ErrorCode.DatasetInvalid, "-DropLast", SmallPair.Options with { BatchSize = 13 });
        using var itself = SmallPair.Of(pair.Generator.Model, pair.Generator.Model);
        Refused(itself, ErrorCode.OptionInvalid, "share", SmallPair.Options);
        using var wide = SmallPair.Of(ModelImporter.FromLayers("g", ["Linear(3, 4)"], new ImportOptions { Seed = 1 }), pair.Discriminator.Model);
        Refused(wide, ErrorCode.ShapeMismatch, "makes samples of 4", SmallPair.Options);
        pair.Discriminator.Model.Parameters.ToList().ForEach(parameter => parameter.Value.requires_grad = false);
        Refused(pair, ErrorCode.NothingTrainable, "-FreezeDiscriminator", SmallPair.Options);
        Assert.Single(pair.Records(SmallPair.Options with { FreezeDiscriminator = true }));
    }

    private static void Refused(SmallPair pair, ErrorCode code, string expected, AdversarialOptions options)
    {
        var before = pair.Picture();
        var error = Assert.Throws<FreezeException>(() => pair.Records(options));
        Assert.Equal(code, error.Code);
        Assert.Contains(expected, error.Message + error.Cure, StringComparison.Ordinal);
        Assert.Equal(before, pair.Picture());
    }

    private sealed class Idle : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> used = nn.Linear(2, 1), unused = nn.Linear(2, 2);

        public Idle() : base("idle") => RegisterComponents();

        public override Tensor forward(Tensor input) => used.call(input);
    }

    // A network of the user's own that takes its noise in one shape only, and does not look like it.
    private sealed class Picky : nn.Module<Tensor, Tensor>
    {
        private readonly bool _asMap;
        private readonly nn.Module<Tensor, Tensor> inner;

        public Picky(bool asMap) : base("picky")
        {
            _asMap = asMap;
            inner = asMap ? nn.Linear(3, 2) : nn.ConvTranspose2d(3, 2, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _asMap
            ? inner.call(nn.functional.avg_pool2d(input, 1).flatten(1))
            : inner.call(input.mm(eye(3)).reshape(-1, 3, 1, 1)).flatten(1);
    }
}
