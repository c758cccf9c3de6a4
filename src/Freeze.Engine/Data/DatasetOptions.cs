namespace Freeze.Data;

/// <summary>What to take from a data file, and what to make of it.</summary>
public sealed record DatasetOptions
{
    /// <summary>The kind of file.</summary>
    public DatasetFormat Format { get; init; }

    /// <summary>The file of labels, where they lie apart; null to look for it.</summary>
    public string? LabelPath { get; init; }

    /// <summary>The column of labels in a table, by name or by number from 0 (negative ones count from the end); null for one that is named label.</summary>
    public string? Label { get; init; }

    /// <summary>The classes to keep, renumbered in this order; empty for all as they are.</summary>
    public IReadOnlyList<string> Class { get; init; } = [];

    /// <summary>How many samples to take, after the classes are selected; null for all.</summary>
    public int? First { get; init; }

    /// <summary>Which ones those are; null for evenly by class of a folder of images, and the first ones of anything else.</summary>
    public SampleTake? Take { get; init; }

    /// <summary>The colour that transparent images are laid on, by name or as #rrggbb; null for that of <see cref="Input"/>.</summary>
    public string? Background { get; init; }

    /// <summary>Whether images that cannot be read are left out; each is decoded once to find out.</summary>
    public bool SkipInvalid { get; init; }

    /// <summary>Ends that check.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Bytes of samples beyond which they stay in their file and are read when they are needed.</summary>
    public long MemoryLimit { get; init; } = 1 << 30;

    /// <summary>How samples become inputs.</summary>
    public InputTransform Input { get; init; } = new();

    /// <summary>How training varies images: names, or names with arguments in brackets.</summary>
    public IReadOnlyList<string> Augment { get; init; } = [];

    /// <summary>The shape that inputs are to have where it is stated by other data or a model, and not by <see cref="Input"/>; null for that of the
    /// samples.</summary>
    internal TensorShape? LikeShape { get; init; }

    /// <summary>How samples become inputs: images of another size than those they are to be like are resized.</summary>
    /// <param name="raw">The shape of a raw sample; null where each has its own.</param>
    internal InputTransform InputFor(TensorShape? raw)
    {
        if (LikeShape is not { Count: 3 } shape || Input.ImageSize.Count > 0 || raw is { Count: not 3 })
            return Input;
        var (height, width) = ((int)shape[1] - 2 * Input.Padding, (int)shape[2] - 2 * Input.Padding);
        return raw is not null && raw[1] == height && raw[2] == width ? Input : Input with { ImageSize = height == width ? [height] : [height, width] };
    }
}
