namespace Freeze;

/// <summary>What a normalisation layer that keeps statistics does while it lies in a frozen layer.</summary>
public enum BatchNormPolicy
{
    /// <summary>Scale and shift are fixed; the stored statistics are used and never updated.</summary>
    Frozen,

    /// <summary>Scale and shift train; the stored statistics are used and never updated.</summary>
    FrozenStatistics,

    /// <summary>Scale and shift are fixed; the batch's statistics are used, and the stored ones updated.</summary>
    FrozenAffine,

    /// <summary>Scale and shift train, and the statistics are updated: the layer is not frozen at all.</summary>
    Train,
}
