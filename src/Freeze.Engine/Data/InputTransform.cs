using System.Text.Json.Serialization;

namespace Freeze;

/// <summary>How an image becomes a model's input: resized, padded, scaled to 0..1 where it is bytes, normalised, grey repeated to all channels.</summary>
public sealed record InputTransform
{
    /// <summary>
    /// Pixels of the image: one number for a square, cut from the middle after the shorter side is resized; two for height and width,
    /// stretched to them; empty to leave images as they are.
    /// </summary>
    [JsonInclude]
    public IReadOnlyList<int> ImageSize { get; internal init; } = [];

    /// <summary>Pixels that the shorter side is resized to before the square is cut; null for those of the square.</summary>
    [JsonInclude]
    public int? ResizeSize { get; internal init; }

    /// <summary>Channels that the input has; null for those of the image.</summary>
    [JsonInclude]
    public int? Channels { get; internal init; }

    /// <summary>Pixels of zeros on each side.</summary>
    [JsonInclude]
    public int Padding { get; internal init; }

    /// <summary>The colour that transparent images are laid on, as #rrggbb; null for white.</summary>
    [JsonInclude]
    public string? Background { get; internal init; }

    /// <summary>Subtracted: one number, or one for each channel.</summary>
    [JsonInclude]
    public IReadOnlyList<double> Mean { get; internal init; } = [];

    /// <summary>Divided by: one number, or one for each channel.</summary>
    [JsonInclude]
    public IReadOnlyList<double> StandardDeviation { get; internal init; } = [];

    /// <summary>Names of the numbers, where inputs are rows of a table with names; empty otherwise.</summary>
    [JsonInclude]
    public IReadOnlyList<string> Columns { get; internal init; } = [];

    /// <summary>The least and the greatest number before normalizing: 0 and 1 for bytes, for floats those of some samples; empty where unknown.</summary>
    [JsonInclude]
    public IReadOnlyList<double> Range { get; internal init; } = [];
}
