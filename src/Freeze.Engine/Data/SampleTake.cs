namespace Freeze;

/// <summary>Which samples are taken where only some are wanted.</summary>
public enum SampleTake
{
    /// <summary>The first ones, in the order of the data.</summary>
    First,

    /// <summary>As many of each class, drawn from all over it.</summary>
    Even,
}
