namespace Freeze.Freezing;

/// <summary>How a freeze request names its layers.</summary>
public enum FreezeSelection
{
    /// <summary>The patterns name what to freeze (or unfreeze); the rest stays as it is.</summary>
    Named,

    /// <summary>The patterns name what trains; everything else is frozen.</summary>
    TrainOnly,

    /// <summary>Everything that runs up to and including what the pattern names is frozen; the rest trains.</summary>
    Through,

    /// <summary>The first stages are frozen; the rest trains.</summary>
    First,

    /// <summary>Everything is frozen.</summary>
    All,
}
