namespace Freeze;

/// <summary>What the feature cache did in an epoch.</summary>
public enum FeatureCacheState
{
    /// <summary>No output of frozen layers was kept.</summary>
    Off,

    /// <summary>The frozen layers ran once for each sample, and their output was kept.</summary>
    Filling,

    /// <summary>The kept output was read.</summary>
    Hit,
}
