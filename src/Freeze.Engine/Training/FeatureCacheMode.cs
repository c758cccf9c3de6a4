namespace Freeze;

/// <summary>Where the output of frozen layers is kept.</summary>
public enum FeatureCacheMode
{
    /// <summary>In memory, past the limit on disk, and only where that saves time.</summary>
    Auto,

    /// <summary>In memory.</summary>
    Memory,

    /// <summary>In a temporary file.</summary>
    Disk,

    /// <summary>Nowhere: it is computed every time.</summary>
    Off,
}
