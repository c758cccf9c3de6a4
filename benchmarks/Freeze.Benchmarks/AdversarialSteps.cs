using System.Text;
using Freeze.Data;
using Freeze.Models;
using Freeze.Networks;
using Freeze.Optimization;
using Freeze.Training.Adversarial;

namespace Freeze.Benchmarks;

/// <summary>A turn of adversarial training, each network frozen while the other learns, beside the same turn with nothing frozen.</summary>
internal sealed class AdversarialSteps : IBenchmark
{
    private const int Latent = 64, Batch = 64;

    public string Name => "adversarial";

    public string Title => "A turn of adversarial training, frozen and free";

    public string Run()
    {
        var table = new StringBuilder($"A turn is a step of the discriminator and one of the generator, batches of {Batch}, Adam. Free: every weight takes gradients in both steps, which gives the same losses (compared over the rounds).\n\n| networks | free, ms | frozen, ms | ratio | losses |\n|---|---:|---:|---:|---|\n");
        Add(table, "MLP 64-512-512-784, 784-512-512-1", 200, Perceptrons, Images());
        Add(table, "dcgan at 32, 3 channels, width 64", 24, () => Convolutions(64), ExampleJob.Noise(512, 32));
        Add(table, "dcgan at 32, 3 channels, width 16", 60, () => Convolutions(16), ExampleJob.Noise(512, 32));
        return table.ToString();
    }

    private static void Add(StringBuilder table, string networks, int rounds, Func<(TorchModel, TorchModel)> build, TorchDataset data)
    {
        using Player free = new(build(), data, freeze: false), frozen = new(build(), data, freeze: true);
        var medians = Interleaved.Medians(6, rounds, free.Turn, frozen.Turn);
        table.Append(FormattableString.Invariant($"| {networks} | {medians[0]:F2} | {medians[1]:F2} | {medians[1] / medians[0]:F2} | {(free.Losses.SequenceEqual(frozen.Losses) ? "equal" : "DIFFERENT")} |\n"));
    }

    private static (TorchModel, TorchModel) Perceptrons() => (
        ModelImporter.FromLayers("generator", [$"Linear({Latent}, 512)", "LeakyReLU(0.2)", "Linear(512, 512)", "LeakyReLU(0.2)", "Linear(512, 784)", "Tanh", "Unflatten(1, (1, 28, 28))"], new ImportOptions { Seed = 1 }),
        ModelImporter.FromLayers("discriminator", ["Flatten", "Linear(784, 512)", "LeakyReLU(0.2)", "Linear(512, 512)", "LeakyReLU(0.2)", "Linear(512, 1)"], new ImportOptions { Seed = 2 }));

    private static (TorchModel, TorchModel) Convolutions(int width) => (
        ModelImporter.FromArchitecture("dcgan_generator", new ImportOptions { Build = new ArchitectureOptions { ImageSize = 32, Width = width, LatentSize = Latent }, Seed = 1 }),
        ModelImporter.FromArchitecture("dcgan_discriminator", new ImportOptions { Build = new ArchitectureOptions { ImageSize = 32, Width = width }, Seed = 2 }));

    private static TorchDataset Images() => DatasetReader.Open(Repository.Example("train-images-idx3-ubyte.gz"), new DatasetOptions { First = 1024, Input = new InputTransform { Mean = [0.5], StandardDeviation = [0.5] } });

    private sealed class Player : IDisposable
    {
        private readonly (TorchModel Generator, TorchModel Discriminator) _networks;
        private readonly IEnumerator<AdversarialProgress> _steps;

        public Player((TorchModel Generator, TorchModel Discriminator) networks, TorchDataset data, bool freeze)
        {
            _networks = networks;
            var options = new AdversarialOptions { LatentSize = Latent, BatchSize = Batch, Epochs = int.MaxValue, Seed = 1, FrozenProof = false, FreezePhases = freeze };
            _steps = new AdversarialRun(Adam(networks.Generator), Adam(networks.Discriminator), data, options).Steps().GetEnumerator();
        }

        public List<double> Losses { get; } = [];

        public void Turn()
        {
            for (var i = 0; i < 2; i++)
            {
                _steps.MoveNext();
                Losses.Add(_steps.Current.Loss);
            }
        }

        public void Dispose()
        {
            _steps.Dispose();
            _networks.Generator.Dispose();
            _networks.Discriminator.Dispose();
        }

        private static GroupedOptimizer Adam(TorchModel model) => ModelOptimizer.Create(model, new GroupPlanRequest
        {
            Parameters = [],
            Algorithm = OptimizerAlgorithm.Adam,
            Settings = new OptimizerSettings { LearningRate = 2e-4, Beta1 = 0.5 },
        });
    }
}
