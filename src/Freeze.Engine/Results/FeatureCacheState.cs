namespace Freeze;

/// <summary>State of the feature cache in an epoch.</summary>
public enum FeatureCacheState
{
    /// <summary>No output of frozen layers was cached.</summary>
    Off,

    /// <summary>Each sample ran through the frozen layers once, and their output was cached.</summary>
    Filling,

    /// <summary>Cached output was read.</summary>
    Hit,
}
