using System.IO.Hashing;
using System.Runtime.InteropServices;
using Freeze.Tensors;

namespace Freeze.Training.FeatureCaching;

/// <summary>Everything that features depend on, beside the samples themselves: how many stages ran, every bit of their weights and statistics, and their layers' settings.</summary>
/// <param name="Cut">Stages.</param>
/// <param name="Weights">A hash of the state.</param>
/// <param name="Settings">A hash of settings such as negative_slope.</param>
internal readonly record struct FeatureKey(int Cut, ulong Weights, ulong Settings)
{
    /// <summary>The key of a prefix as it is.</summary>
    public static FeatureKey Of(FrozenBackbone prefix)
    {
        var hashes = prefix.State.Select(TensorFingerprint.Of).ToArray();
        return new FeatureKey(prefix.Cut, XxHash3.HashToUInt64(MemoryMarshal.AsBytes<ulong>(hashes)), ModuleSettings.HashOf(prefix.Modules));
    }
}
