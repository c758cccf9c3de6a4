namespace Freeze;

/// <summary>Whether something trains.</summary>
public enum TrainingState
{
    /// <summary>All of it trains.</summary>
    Trainable,

    /// <summary>None of it trains.</summary>
    Frozen,

    /// <summary>Some of it trains.</summary>
    Partial,
}
