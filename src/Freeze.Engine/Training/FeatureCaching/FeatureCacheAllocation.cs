using System.Diagnostics;
using System.Globalization;
using Freeze.Data;
using Freeze.Libtorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>Makes room for what the frozen layers give for a run's data, where that can be read back to the last bit and saves time.</summary>
/// <param name="data">What is trained on.</param>
/// <param name="validation">What is evaluated on; null for nothing.</param>
/// <param name="options">How the run goes.</param>
internal sealed class FeatureCacheAllocation(TorchDataset data, TorchDataset? validation, FineTuneOptions options)
{
    /// <summary>What was decided, and why.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>What the user asked for and does not get.</summary>
    public List<string> Warnings { get; } = [];

    private bool IsAugmented => data.Augment.Count > 0;

    /// <summary>Makes room.</summary>
    /// <param name="prefix">The frozen beginning.</param>
    /// <param name="epochs">Epochs in which it stays as it is.</param>
    /// <returns>Caches for both data sets; null where there is none.</returns>
    public (FeatureCache? Training, FeatureCache? Validation) Reserve(FrozenBackbone prefix, int epochs)
    {
        if (options.FeatureCache == FeatureCacheMode.Off || options.FeatureCache == FeatureCacheMode.Auto && epochs < 2)
        {
            Refuse("", options.FeatureCache == FeatureCacheMode.Off ? "-FeatureCache Off" : "no sample would be read again while the frozen layers stay the same");
            return (null, null);
        }

        using var scope = NewDisposeScope();
        using var samples = data.ReadBatch(data.Spread(prefix.Rows));
        var start = Stopwatch.GetTimestamp();
        var features = prefix.Run(samples.Inputs);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / samples.Count;
        // Each sample one place further on: wherever a kernel goes over to another way of computing, somebody crosses.
        if (!features.Equals(prefix.Run(samples.Inputs.roll(1, 0)).roll(-1, 0)))
        {
            Refuse("", "a sample's features differ in their last bits with its place in the batch");
            return (null, null);
        }

        var left = options.FeatureCacheLimit ?? AvailableMemory.Bytes() / 4;
        var views = IsAugmented ? options.CacheViews : 1;
        var training = Open("training", data, views);
        var isSame = validation is not null && training is not null && !IsAugmented && validation.Count == data.Count && validation.Identity == data.Identity;
        return (training, isSame ? training : validation is null ? null : Open("validation", validation, 1));

        FeatureCache? Open(string name, TorchDataset set, int kept)
        {
            var isSlow = set.IsSlow(augmented: IsAugmented && ReferenceEquals(set, data));
            var demand = new CacheCost(set.Count, kept, features.numel() / features.shape[0] * features.ElementSize, epochs, isSlow ? double.PositiveInfinity : seconds);
            var decision = demand.Decide(options.FeatureCache, left);
            if (decision.Place == FeatureCacheMode.Off)
                Refuse($" of the {name} data", decision.Reason);
            if (decision.Place == FeatureCacheMode.Off || Create(decision.Place, name, demand, features) is not { } cache)
                return null;
            left -= decision.Place == FeatureCacheMode.Memory ? demand.Bytes : 0;
            return cache;
        }
    }

    private FeatureCache? Create(FeatureCacheMode place, string name, CacheCost demand, Tensor features)
    {
        try
        {
            var (rows, shape) = ((long)demand.Samples * demand.Views, features.shape[1..]);
            FeatureStore store = place == FeatureCacheMode.Disk ? new DiskFeatures(Path.GetTempPath(), rows, shape, features.dtype) : new MemoryFeatures(rows, shape, features.dtype);
            Remarks.Add(string.Create(CultureInfo.InvariantCulture, $"Features of the {name} data are kept {store.Place}: {demand.Bytes / 1048576.0:N1} MB."));
            return new FeatureCache(store, demand.Samples);
        }
        catch (Exception error) when (error is IOException or System.Runtime.InteropServices.ExternalException)
        {
            Warnings.Add($"Features of the {name} data are not kept: {error.Message.Split('\n')[0]} The run goes on without.");
            return null;
        }
    }

    // Who asked for a cache by name gets to hear that there is none.
    private void Refuse(string what, string reason) =>
        (options.FeatureCache is FeatureCacheMode.Memory or FeatureCacheMode.Disk ? Warnings : Remarks).Add($"Features{what} are not kept: {reason}.");
}
