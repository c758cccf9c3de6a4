using Freeze.Optimization;
using Freeze.Tests.Freezing;
using Freeze.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>A whole run of a model that is made for it, with everything that can be told of it afterwards.</summary>
internal sealed record BackboneRun(IReadOnlyList<EpochRecord> Records, IReadOnlyDictionary<string, byte[]> Bytes, IReadOnlyList<string> Remarks, IReadOnlyList<string> Warnings)
{
    public static BackboneRun Of(Func<TorchModel> build, TorchDataset data, TorchDataset? validation, FineTuneOptions options)
    {
        using var model = build();
        var optimizer = ModelOptimizer.Create(model, new GroupPlanRequest { Parameters = [], Settings = new OptimizerSettings { LearningRate = 0.02, Momentum = 0.9, WeightDecay = 1e-3 }, Rules = [] });
        var steps = new FineTuneRun(optimizer, data, validation, options).Steps().ToList();
        return new BackboneRun([.. steps.Select(step => step.Record!).Where(record => record is not null)], model.Bytes(),
            [.. steps.SelectMany(step => step.Remarks)], [.. steps.SelectMany(step => step.Warnings)]);
    }

    /// <summary>Random samples in three classes.</summary>
    public static TorchDataset Samples(int count, params long[] shape)
    {
        using var generator = new Generator(7);
        return TensorDataset.Of(randn([count, .. shape], generator: generator), arange(count, ScalarType.Int64) % 3);
    }

    public IEnumerable<string> Caching => Records.Select(record => record.FeatureCache);

    /// <summary>Fails unless both went the same way to the last bit: every step, every evaluation, every tensor, counters of normalisation layers included.</summary>
    public void AssertSameNumbers(BackboneRun other)
    {
        foreach (var (one, two) in Records.Zip(other.Records, (one, two) => (one, two)))
        {
            Xunit.Assert.Equal(one.StepLosses, two.StepLosses);
            Xunit.Assert.Equal(one.ValidationLoss, two.ValidationLoss);
            Xunit.Assert.Equal(one.Accuracy, two.Accuracy);
            Xunit.Assert.Equal(one.FrozenIntact, two.FrozenIntact);
            Xunit.Assert.True(one.FrozenIntact);
        }

        Xunit.Assert.Equal(Records.Count, other.Records.Count);
        Xunit.Assert.Equal(Bytes.Keys, other.Bytes.Keys);
        foreach (var (name, bytes) in Bytes)
            Xunit.Assert.True(bytes.AsSpan().SequenceEqual(other.Bytes[name]), $"{name} differs.");
    }
}
