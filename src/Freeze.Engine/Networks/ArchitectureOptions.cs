namespace Freeze.Networks;

/// <summary>How an architecture is built.</summary>
public sealed record ArchitectureOptions
{
    /// <summary>Outputs of the classifier; null for the architecture's published number (1000 for ImageNet models).</summary>
    public int? ClassCount { get; init; }

    /// <summary>Channels of the images; null for 3.</summary>
    public int? InputChannels { get; init; }

    /// <summary>Channels of the first stage, where the architecture has such a number; null for the published one.</summary>
    public int? Width { get; init; }

    /// <summary>Height and width of the images, where the layers depend on them; null for the published size.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Elements of the noise that a generator takes; null for the published number.</summary>
    public int? LatentSize { get; init; }

    /// <summary>The first convolution.</summary>
    public StemKind Stem { get; init; } = StemKind.Standard;

    /// <summary>Makes sure that every number is positive.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public void Validate()
    {
        Require(Width, "-Width");
        Require(ClassCount, "-ClassCount");
        Require(InputChannels, "-InputChannels");
        Require(LatentSize, "-LatentSize");
    }

    private static void Require(int? value, string option)
    {
        if (value is <= 0)
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"{option} is {value}.", $"Give {option} a number of at least 1.");
    }
}
