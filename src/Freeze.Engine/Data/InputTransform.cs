namespace Freeze;

/// <summary>How an image becomes a model's input: padded, scaled to 0..1 where it is bytes, normalised, grey repeated to all channels.</summary>
public sealed record InputTransform
{
    /// <summary>Channels that the input has; null for those of the image.</summary>
    public int? Channels { get; init; }

    /// <summary>Pixels of zeros on each side.</summary>
    public int Padding { get; init; }

    /// <summary>Subtracted: one number, or one for each channel.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Divided by: one number, or one for each channel.</summary>
    public IReadOnlyList<double> StandardDeviation { get; init; } = [];
}
