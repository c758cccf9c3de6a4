namespace Freeze.Networks.Families;

/// <summary>The sizes of a pair of networks for images of one size.</summary>
/// <param name="ImageSize">Height and width of the images.</param>
/// <param name="FirstMap">Height and width of the smallest map, which the generator begins with and the discriminator ends with.</param>
/// <param name="Doublings">How often the generator doubles that, which is how often the discriminator halves the image.</param>
internal readonly record struct DcganShape(int ImageSize, int FirstMap, int Doublings)
{
    /// <summary>The sizes that there are: that of PyTorch's tutorial, and two smaller ones that leave out its widest layers.</summary>
    public static IReadOnlyList<DcganShape> All { get; } = [new(28, 7, 2), new(32, 4, 3), new(64, 4, 4)];

    /// <summary>The shape for images of a size.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static DcganShape For(int? imageSize)
    {
        var size = imageSize ?? 64;
        return All.FirstOrDefault(shape => shape.ImageSize == size) is { ImageSize: > 0 } found ? found
            : throw new FreezeException(ErrorCode.OptionInvalid, "ImageSize", $"-ImageSize is {size}.", $"These networks come for images of {string.Join(", ", All.Select(shape => shape.ImageSize))} pixels.");
    }

    /// <summary>The channels of the maps between the layers, the generator's first map first: 8, 4, 2 and 1 times the width for the largest images.</summary>
    public IReadOnlyList<int> Channels(int width)
    {
        var doublings = Doublings;
        return [.. Enumerable.Range(0, doublings).Select(level => width << (doublings - 1 - level))];
    }
}
