using Freeze.Models;
using Freeze.Optimization;
using Freeze.Tests.Models;
using Freeze.Training.Adversarial;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>Eight narrow Gaussians on a ring: the classic test of whether a generator reaches every mode of its data.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class RingTests
{
    private const int Modes = 8;
    private const double Radius = 2, Deviation = 0.1;

    [Fact]
    public void A_generator_reaches_all_eight_modes()
    {
        using var generator = ModelImporter.FromLayers("g", ["Linear(8, 64)", "ReLU", "Linear(64, 64)", "ReLU", "Linear(64, 2)"], new ImportOptions { Seed = 1 });
        using var discriminator = ModelImporter.FromLayers("d", ["Linear(2, 64)", "LeakyReLU(0.2)", "Linear(64, 64)", "LeakyReLU(0.2)", "Linear(64, 1)"], new ImportOptions { Seed = 2 });
        using GroupedOptimizer forGenerator = Adam(generator), forDiscriminator = Adam(discriminator);
        // 32 turns an epoch: 3,840 turns at most, of which it takes about half.
        var options = new AdversarialOptions { LatentSize = 8, BatchSize = 128, Epochs = 120, Seed = 3 };
        var epochs = new AdversarialRun(forGenerator, forDiscriminator, Ring(4096), options).Steps().Where(step => step.Record is not null);
        var reached = epochs.Select(_ => Reached(generator)).TakeWhile(count => count < Modes).Count() + 1;
        Assert.InRange(reached, 2, options.Epochs);
    }

    private static GroupedOptimizer Adam(TorchModel model) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Algorithm = OptimizerAlgorithm.Adam,
        Settings = new OptimizerSettings { LearningRate = 1e-3, Beta1 = 0.5 },
    });

    private static TorchDataset Ring(int count)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        var angles = arange(count) * (2 * Math.PI / Modes);
        var points = stack([angles.cos(), angles.sin()], 1) * Radius + Deviation * randn([count, 2], generator: random);
        return TensorDataset.Of(points.to(ScalarType.Float32), zeros(count, ScalarType.Int64));
    }

    // Modes that have at least a quarter of their share of the samples within three deviations.
    private static int Reached(TorchModel generator)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var random = new Generator(9);
        var samples = ForwardPass.Run(generator, randn([2000, 8], generator: random));
        var angles = arange(Modes) * (2 * Math.PI / Modes);
        var centres = (stack([angles.cos(), angles.sin()], 1) * Radius).to(ScalarType.Float32);
        var near = linalg.vector_norm(samples.unsqueeze(1) - centres.unsqueeze(0), 2, [2]).le(3 * Deviation).sum([0L]);
        return near.ge(2000 / Modes / 4).sum().to(ScalarType.Int32).item<int>();
    }
}
