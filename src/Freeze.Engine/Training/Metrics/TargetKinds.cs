namespace Freeze.Training.Metrics;

/// <summary>What targets can be.</summary>
[Flags]
internal enum TargetKinds
{
    /// <summary>One class of several.</summary>
    Classes = 1,

    /// <summary>Yes or no, for each output.</summary>
    Binary = 2,

    /// <summary>Numbers.</summary>
    Values = 4,
}
