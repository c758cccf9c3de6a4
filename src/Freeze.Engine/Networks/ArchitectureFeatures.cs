namespace Freeze.Networks;

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

    /// <summary>The size of the images can be chosen, because the layers depend on it.</summary>
    ImageSize = 4,

    /// <summary>It takes noise, whose size can be chosen.</summary>
    Latent = 8,

    /// <summary>It classifies nothing, so that it has no number of classes.</summary>
    Unclassified = 16,
}
