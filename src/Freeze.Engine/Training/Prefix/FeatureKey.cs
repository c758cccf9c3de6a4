using System.IO.Hashing;
using System.Runtime.InteropServices;
using Freeze.Layers;

namespace Freeze.Training.Prefix;

/// <summary>What features depend on, beside the samples themselves: how many stages ran, and every bit of their weights and statistics.</summary>
/// <param name="Cut">Stages.</param>
/// <param name="Weights">A hash of the state.</param>
internal readonly record struct FeatureKey(int Cut, ulong Weights)
{
    /// <summary>The key of a prefix as it is.</summary>
    public static FeatureKey Of(FrozenPrefix prefix)
    {
        var hashes = prefix.State.Select(TensorFingerprint.Of).ToArray();
        return new FeatureKey(prefix.Cut, XxHash3.HashToUInt64(MemoryMarshal.AsBytes<ulong>(hashes)));
    }
}
