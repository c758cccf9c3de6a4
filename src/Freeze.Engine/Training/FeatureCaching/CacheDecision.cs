namespace Freeze.Training.FeatureCaching;

/// <summary>Where features are kept.</summary>
/// <param name="Place">Memory, Disk or Off.</param>
/// <param name="Reason">Why not, where they are not kept.</param>
internal sealed record CacheDecision(FeatureCacheMode Place, string Reason)
{
    /// <summary>They are not kept.</summary>
    public static CacheDecision None(string reason) => new(FeatureCacheMode.Off, reason);
}
