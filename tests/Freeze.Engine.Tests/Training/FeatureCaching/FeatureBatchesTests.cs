using Freeze.Data;
using Freeze.Tests.Freezing;
using Freeze.Tests.Models;
using Freeze.Training.FeatureCaching;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Freeze.Tests.Training.FeatureCaching;

/// <summary>A store that fails costs the cache, and nothing else.</summary>
[Collection(nameof(ProcessRandomState))]
public sealed class FeatureBatchesTests
{
    private static readonly int[] Order = [.. Enumerable.Range(0, 22).Select(sample => (sample * 5 + 2) % 22)];

    [Theory]
    [InlineData(2, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Passes_give_the_same_features_whatever_fails(int writes, int reads)
    {
        manual_seed(1);
        using var model = SmallNetwork.Convolutional();
        model.Freeze("stem");
        var data = BackboneRun.Samples(22, 2, 6, 6);
        using var prefix = new FrozenBackbone(model, StagedPass.Of(model)!, 1) { Rows = 8 };
        prefix.Settle();
        using var cache = new FeatureCache(new FailingFeatures(22, [4, 6, 6], writes, reads), 22);
        var expected = Features(new FeatureBatches(prefix, data, Order, 8, dropLast: false));
        var first = new FeatureBatches(prefix, data, Order, 8, dropLast: false) { Cache = cache };
        Assert.Equal(expected, Features(first));
        Assert.Equal(writes < 3, first.Failure is not null);
        Assert.Equal((22, 0), (first.Computed, first.Read));
        var second = new FeatureBatches(prefix, data, Order, 8, dropLast: false) { Cache = cache };
        Assert.Equal(expected, Features(second));
        Assert.Equal(writes < 3 || reads < 3, second.Failure is not null);
        Assert.Equal(writes < 3 ? 16 : reads < 3 ? 8 : 22, second.Read);
        Assert.Equal(22, second.Read + second.Computed);
    }

    private static List<float> Features(FeatureBatches batches)
    {
        var features = new List<float>();
        foreach (var batch in batches)
        {
            using (batch)
                features.AddRange(batch.Inputs.data<float>().ToArray());
        }

        return features;
    }

    private sealed class FailingFeatures(long rows, long[] shape, int writes, int reads) : FeatureStore(rows, shape, ScalarType.Float32)
    {
        private readonly MemoryFeatures _kept = new(rows, shape, ScalarType.Float32);
        private int _writes = writes, _reads = reads;

        public override string Place => "nowhere for long";

        public override void Write(ReadOnlySpan<long> rows, Tensor features)
        {
            if (_writes-- <= 0)
                throw new IOException("No space left on device.");
            _kept.Write(rows, features);
        }

        public override Tensor Read(ReadOnlySpan<long> rows) => _reads-- > 0 ? _kept.Read(rows) : throw new IOException("Input/output error.");

        public override void Dispose() => _kept.Dispose();
    }
}
