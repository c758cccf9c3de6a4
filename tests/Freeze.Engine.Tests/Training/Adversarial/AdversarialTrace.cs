using System.Collections;
using System.Text.Json;
using Freeze.Models;
using Freeze.Optimization;
using Freeze.Tensors;
using Freeze.Tests.Optimization.Traces;
using Freeze.Training.Adversarial;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.Adversarial;

/// <summary>Plays one recorded run of PyTorch through the engine's own, from the same weights, with the same samples and the same noise.</summary>
internal sealed class AdversarialTrace : IDisposable
{
    public const int Steps = 60;

    private const int BatchSize = 16;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _data = TraceTensors.Read("gan_data");
    private readonly AdversarialOptions _options;
    private readonly string _real;

    /// <param name="options">The run; epochs, batches and order are the trace's.</param>
    /// <param name="start">The weights to start from, as G.0.weight and D.0.weight.</param>
    /// <param name="float64">Whether the networks are of double precision.</param>
    /// <param name="generatorNorm">Whether the generator has a normalisation layer.</param>
    /// <param name="discriminatorNorm">Whether the discriminator has one.</param>
    /// <param name="real">Which samples are the real ones.</param>
    public AdversarialTrace(AdversarialOptions options, IReadOnlyDictionary<string, Tensor> start, bool float64, bool generatorNorm = false, bool discriminatorNorm = false, string real = "real")
    {
        (_options, _real) = (options with { Epochs = 1, BatchSize = BatchSize, Shuffle = false }, real);
        Discriminator = Import(Sequence(Layers(1, discriminatorNorm)), "D.", start, float64);
        Generator = Import(new RecordedGenerator(Layers(2, generatorNorm), Noise()), "G.", start, float64);
    }

    public TorchModel Generator { get; }

    public TorchModel Discriminator { get; }

    /// <summary>What is done after each step of a network.</summary>
    public Action<AdversarialProgress>? AfterEachStep { get; init; }

    public static GroupedOptimizer Optimizer(TorchModel model, string algorithm, double? rate = null, params (string[] Layers, double Rate)[] groups) => ModelOptimizer.Create(model, new GroupPlanRequest
    {
        Parameters = [],
        Algorithm = Enum.Parse<OptimizerAlgorithm>(algorithm),
        Settings = algorithm switch
        {
            "Adam" => new OptimizerSettings { LearningRate = 2e-3, Beta1 = 0.5, Beta2 = 0.999 },
            "SGD" => new OptimizerSettings { LearningRate = rate ?? 0.05, Momentum = 0.5 },
            _ => new OptimizerSettings { LearningRate = 1e-3 },
        },
        Rules = [.. groups.Select(group => GroupSpecification.Parse(new Hashtable { ["Layer"] = group.Layers, ["LearningRate"] = group.Rate }))],
    });

    public AdversarialRecord Run(GroupedOptimizer generator, GroupedOptimizer discriminator)
    {
        var turns = Enumerable.Range(0, Steps * _options.DiscriminatorSteps).Select(step => _data[_real][step % Steps]).ToArray();
        var samples = TensorDataset.Of(cat(turns), zeros(turns.Length * BatchSize, ScalarType.Int64));
        AdversarialRecord? record = null;
        foreach (var step in new AdversarialRun(generator, discriminator, samples, _options).Steps())
        {
            AfterEachStep?.Invoke(step);
            record = step.Record ?? record;
        }

        return record!;
    }

    /// <summary>The greatest difference of a parameter or statistic from a reference.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="prefix">What stands before G. and D. in it.</param>
    /// <param name="statistics">Whether statistics count.</param>
    public double MaximumDifference(IReadOnlyDictionary<string, Tensor> reference, string prefix, bool statistics)
    {
        var named = Generator.StateTensors.Select(tensor => ("G." + tensor.Name, tensor.Value)).Concat(Discriminator.StateTensors.Select(tensor => ("D." + tensor.Name, tensor.Value)))
            .Where(tensor => statistics || tensor.Value is TorchSharp.Modules.Parameter).ToList();
        Assert.All(named, tensor => Assert.Contains(prefix + tensor.Item1, reference.Keys));
        return named.Max(tensor => (tensor.Value.to(ScalarType.Float64) - reference[prefix + tensor.Item1].to(ScalarType.Float64)).abs().max().item<double>());
    }

    public void AssertLosses(AdversarialRecord record, JsonElement trace, double tolerance, int count = int.MaxValue)
    {
        AssertFollows(record.DiscriminatorStepLosses, trace.GetProperty("loss_d"), tolerance, count);
        AssertFollows(record.GeneratorStepLosses, trace.GetProperty("loss_g"), tolerance, count);
    }

    public void Dispose()
    {
        Generator.Dispose();
        Discriminator.Dispose();
        _scope.Dispose();
    }

    private static void AssertFollows(double[] losses, JsonElement expected, double tolerance, int count)
    {
        Assert.Equal(expected.GetArrayLength(), losses.Length);
        foreach (var ((loss, wanted), step) in losses.Zip(expected.EnumerateArray().Select(value => value.GetDouble())).Select((pair, step) => (pair, step)).Take(count))
            Assert.True(Math.Abs(loss - wanted) <= tolerance, $"a loss of {loss:R} in step {step + 1}, not {wanted:R}");
    }

    private static nn.Module<Tensor, Tensor> Sequence(IEnumerable<(string, nn.Module<Tensor, Tensor>)> layers) => nn.Sequential(layers);

    private static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Layers(int outputs, bool norm)
    {
        nn.Module<Tensor, Tensor>[] layers = norm
            ? [nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 16, hasBias: false), nn.BatchNorm1d(16), nn.LeakyReLU(0.2), nn.Linear(16, outputs)]
            : [nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 16), nn.LeakyReLU(0.2), nn.Linear(16, outputs)];
        return layers.Select((layer, index) => ($"{index}", layer));
    }

    private static TorchModel Import(nn.Module module, string prefix, IReadOnlyDictionary<string, Tensor> start, bool float64)
    {
        var model = ModelImporter.FromModule(module, new ImportOptions { DataType = float64 ? "float64" : "float32" });
        using var off = no_grad();
        foreach (var tensor in model.StateTensors)
            tensor.Value.copy_(start[prefix + tensor.Name]);
        return model;
    }

    // The order in which the phases ask for it.
    private IEnumerable<Tensor> Noise()
    {
        var (forDiscriminator, forGenerator) = (0, 0);
        for (var turn = 0; turn < Steps; turn++)
        {
            for (var i = 0; i < _options.DiscriminatorSteps; i++)
                yield return _data["noise_d"][forDiscriminator++ % Steps];
            for (var i = 0; i < _options.GeneratorSteps; i++)
                yield return _data["noise_g"][forGenerator++ % Steps];
        }
    }
}
