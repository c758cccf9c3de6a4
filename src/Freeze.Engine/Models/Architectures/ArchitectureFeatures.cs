namespace Freeze.Models.Architectures;

/// <summary>Options that not every architecture has.</summary>
[Flags]
public enum ArchitectureFeatures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The channel count of the first stage can be chosen.</summary>
    Width = 1,

    /// <summary>The small stem can be chosen.</summary>
    Stem = 2,
}
