namespace Freeze.Data.Augmentations;

/// <summary>An input while it is varied: normalised floats, channel after channel.</summary>
/// <param name="values">The numbers.</param>
/// <param name="channels">Channels.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
/// <param name="normalization">How they were normalised, for operations that speak of colours.</param>
/// <param name="isClamped">Whether colours lie between 0 and 1, as those of bytes do.</param>
internal readonly ref struct SampleImage(Span<float> values, int channels, int height, int width, Normalization normalization, bool isClamped)
{
    /// <summary>The numbers.</summary>
    public Span<float> Values { get; } = values;

    /// <summary>Channels.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>Columns.</summary>
    public int Width { get; } = width;

    /// <summary>How the numbers were normalised.</summary>
    public Normalization Normalization { get; } = normalization;

    /// <summary>Whether colours lie between 0 and 1.</summary>
    public bool IsClamped { get; } = isClamped;

    /// <summary>One channel.</summary>
    public Span<float> Plane(int channel) => Values.Slice(channel * Height * Width, Height * Width);

    /// <summary>What a colour between 0 (black) and 1 is in a channel.</summary>
    public float Normalized(int channel, double colour) => ((float)colour - Normalization.Mean(channel)) / Normalization.Deviation(channel);
}
