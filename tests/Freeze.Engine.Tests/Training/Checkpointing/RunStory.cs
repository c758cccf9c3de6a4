using System.Collections;
using Freeze.Optimization;
using Freeze.Tensors;
using Freeze.Tests.Freezing;
using Freeze.Training;
using TorchSharp;

namespace Freeze.Tests.Training.Checkpointing;

/// <summary>A run of a small network with dropout and normalisation, interrupted or not, and what came of it to the last bit.</summary>
internal sealed class RunStory : IDisposable
{
    public const int BatchesPerEpoch = 4;

    public RunStory(int initialSeed, OptimizerAlgorithm algorithm = OptimizerAlgorithm.SGD, double anchor = 0)
    {
        torch.manual_seed(initialSeed);
        Model = SmallNetwork.Convolutional();
        Optimizer = ModelOptimizer.Create(Model, new GroupPlanRequest
        {
            Parameters = [],
            Algorithm = algorithm,
            AnchorDecay = anchor,
            Settings = new OptimizerSettings { Momentum = algorithm == OptimizerAlgorithm.SGD ? 0.9 : null, Option = algorithm == OptimizerAlgorithm.LBFGS ? new Dictionary<string, object?> { ["max_iter"] = 3 } : [] },
            Rules = algorithm == OptimizerAlgorithm.LBFGS ? [] : [GroupSpecification.Parse(new Hashtable { ["Layer"] = "head", ["LearningRate"] = 0.05 })],
        });
    }

    public TorchModel Model { get; }

    public GroupedOptimizer Optimizer { get; }

    public List<EpochRecord> Records { get; } = [];

    public List<string> Warnings { get; } = [];

    public static TorchDataset Data(int seed = 7, int count = 30)
    {
        torch.manual_seed(seed);
        using var inputs = torch.randn(count, 2, 6, 6);
        using var labels = torch.randint(3, count);
        return TensorDataset.Of(inputs, labels.to(torch.ScalarType.Int64));
    }

    /// <summary>Trains, and stops after so many steps, counted in this call.</summary>
    public RunStory Train(FineTuneOptions options, int? steps = null, TorchDataset? validation = null, TorchDataset? data = null)
    {
        // What the process has drawn before must not matter to a run that goes on.
        torch.manual_seed(Random.Shared.Next());
        var taken = 0;
        foreach (var step in new FineTuneRun(Optimizer, data ?? Data(), validation, options).Steps())
        {
            Warnings.AddRange(step.Warnings);
            if (step.Record is { } record)
                Records.Add(record);
            if (++taken == steps)
                break;
        }

        return this;
    }

    /// <summary>Weights, statistics, optimizer state, rates, flags, provenance and random state, as text to the last bit.</summary>
    public IReadOnlyList<string> Picture()
    {
        using var random = torch.random.get_rng_state();
        return
        [
            .. Model.StateTensors.Select(tensor => $"{tensor.Name} {TensorFingerprint.Of(tensor.Value):x} {tensor.Value.requires_grad}"),
            .. Model.Parameters.Select(parameter => $"{parameter.Name} {parameter.Provenance} {Model.Freezing.Rules.GetValueOrDefault(parameter.Name)}"),
            .. Optimizer.State.SelectMany(state => state.Value.Tensors.Select(tensor => $"{state.Key}.{tensor.Key} {TensorFingerprint.Of(tensor.Value):x}")),
            .. Optimizer.State.SelectMany(state => state.Value.Numbers.Select(number => $"{state.Key}.{number.Key} {number.Value:R}")),
            .. Optimizer.Groups.Select(group => $"{group.Name} {group.LearningRate:R} {group.Momentum:R}"),
            .. Model.Nodes.Select(node => $"{node.Name} trains {node.Module.training}"),
            $"random {TensorFingerprint.Of(random):x}",
        ];
    }

    /// <summary>What an epoch's record says that does not depend on the clock.</summary>
    public static string Numbers(EpochRecord record) =>
        $"{record.RunId} {record.Epoch} {record.TrainLoss:R} {record.ValidationLoss:R} {record.LearningRates} {record.TrainableCount} {record.IsBest} {string.Join(' ', record.StepLosses.Select(loss => $"{loss:R}"))}";

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
    }
}
