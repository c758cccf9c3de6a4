using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Tensors;
using Freeze.Training.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>Two small networks with their optimizers, and samples to train them on.</summary>
internal sealed class SmallPair : IDisposable
{
    public const int Latent = 3;

    private SmallPair(TorchModel generator, TorchModel discriminator, TorchDataset data, OptimizerAlgorithm algorithm) =>
        (Generator, Discriminator, Data) = (Optimizer(generator, algorithm), Optimizer(discriminator, algorithm), data);

    public GroupedOptimizer Generator { get; }

    public GroupedOptimizer Discriminator { get; }

    public TorchDataset Data { get; }

    public static AdversarialOptions Options { get; } = new() { LatentSize = Latent, BatchSize = 8, Seed = 11 };

    /// <summary>Linear layers with normalisation, and 40 points of the plane.</summary>
    public static SmallPair Linear(OptimizerAlgorithm algorithm = OptimizerAlgorithm.Adam) => new(
        ModelImporter.FromLayers("g", ["Linear(3, 8)", "BatchNorm1d(8)", "ReLU", "Linear(8, 2)"], new ImportOptions { Seed = 1 }),
        ModelImporter.FromLayers("d", ["Linear(2, 8)", "LeakyReLU(0.2)", "Linear(8, 8)", "BatchNorm1d(8)", "LeakyReLU(0.2)", "Linear(8, 1)"], new ImportOptions { Seed = 2 }),
        Points(40), algorithm);

    /// <summary>The narrowest pair of convolution networks, and 24 grey images of 28 x 28.</summary>
    public static SmallPair Convolution() => new(
        ModelImporter.FromArchitecture("dcgan_generator", new ImportOptions { Build = new ArchitectureOptions { ImageSize = 28, InputChannels = 1, Width = 2, LatentSize = Latent }, Seed = 1 }),
        ModelImporter.FromArchitecture("dcgan_discriminator", new ImportOptions { Build = new ArchitectureOptions { ImageSize = 28, InputChannels = 1, Width = 2 }, Seed = 2 }),
        TensorDataset.Of(linspace(0, 900, 24 * 784).sin().reshape(24, 1, 28, 28), zeros(24, ScalarType.Int64)), OptimizerAlgorithm.Adam);

    public static SmallPair Of(TorchModel generator, TorchModel discriminator, TorchDataset? data = null, OptimizerAlgorithm algorithm = OptimizerAlgorithm.SGD) =>
        new(generator, discriminator, data ?? Points(40), algorithm);

    public static TorchDataset Points(int count) => TensorDataset.Of(linspace(0, 300, count * 2).sin().reshape(count, 2), zeros(count, ScalarType.Int64));

    public AdversarialRun Run(AdversarialOptions options) => new(Generator, Discriminator, Data, options);

    public List<AdversarialRecord> Records(AdversarialOptions options) => [.. Run(options).Steps().Select(step => step.Record).OfType<AdversarialRecord>()];

    /// <summary>Every bit of weights, statistics and optimizer state of both.</summary>
    public List<string> Picture() => [.. new[] { Generator, Discriminator }.SelectMany(Picture)];

    public static List<string> Picture(GroupedOptimizer optimizer) =>
    [
        .. optimizer.Model.StateTensors.Select(tensor => $"{tensor.Name} {Hash(tensor.Value)}"),
        .. optimizer.State.OrderBy(state => state.Key, StringComparer.Ordinal).SelectMany(state => state.Value.Tensors.Select(tensor => $"{state.Key} {tensor.Key} {Hash(tensor.Value)}")),
    ];

    /// <summary>The flags of every parameter and the mode of every module of both.</summary>
    public List<string> Flags() => [.. new[] { Generator.Model, Discriminator.Model }.SelectMany(model =>
        model.Parameters.Select(parameter => $"{parameter.Name} {parameter.Trainable}").Concat(model.Nodes.Select(node => $"{node.Name} {node.Module.training}")))];

    public void Dispose()
    {
        Generator.Dispose();
        Discriminator.Dispose();
        Generator.Model.Dispose();
        Discriminator.Model.Dispose();
    }

    private static string Hash(Tensor tensor) => $"{TensorFingerprint.Of(tensor):x16}";

    private static GroupedOptimizer Optimizer(TorchModel model, OptimizerAlgorithm algorithm) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Algorithm = algorithm,
        Settings = new OptimizerSettings { LearningRate = 0.01 },
    });
}
