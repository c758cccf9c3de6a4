namespace Freeze.Data.Images;

/// <summary>How images are laid out in a picture, and which values become black and white.</summary>
public sealed record ImageGridOptions
{
    /// <summary>Images a row.</summary>
    public int Columns { get; init; } = 8;

    /// <summary>Black pixels around every image.</summary>
    public int Padding { get; init; } = 2;

    /// <summary>The value that becomes black; null to find it: 0 where all values are from 0 to 1, -1 where they are from -1 to 1, else the least.</summary>
    public double? Minimum { get; init; }

    /// <summary>The value that becomes white; null to find it: 1 where all values are from -1 to 1, else the greatest.</summary>
    public double? Maximum { get; init; }
}
