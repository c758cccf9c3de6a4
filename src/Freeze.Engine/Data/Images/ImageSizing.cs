using Freeze.Tensors;

namespace Freeze.Data.Images;

/// <summary>
/// What -ImageSize does to an image of any size: the shorter side is resized and a square cut from the middle, as torchvision's Resize and CenterCrop do,
/// or the whole is stretched to a height and a width.
/// </summary>
internal sealed class ImageSizing
{
    private const int Limit = 1 << 14;
    private readonly int? _shorterSide;

    private ImageSizing(int height, int width, int? shorterSide) => (Height, Width, _shorterSide) = (height, width, shorterSide);

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Columns of the result.</summary>
    public int Width { get; }

    /// <summary>Whether the resized image is larger than what is cut from it.</summary>
    public bool HasRoom => _shorterSide > Height;

    /// <summary>Reads the options; null where images keep their size.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static ImageSizing? Of(InputTransform input)
    {
        if (input.ImageSize.Count > 2 || input.ImageSize.Any(size => size is < 1 or > Limit))
            throw new FreezeException(ErrorCode.OptionInvalid, "ImageSize", $"-ImageSize is {string.Join(", ", input.ImageSize)}.", $"Give one number for a square, or height and width, from 1 to {Limit:N0}.");
        if (input.ResizeSize is { } shorter && (input.ImageSize.Count != 1 || shorter < input.ImageSize[0] || shorter > Limit))
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "ResizeSize", $"-ResizeSize is {shorter}, but -ImageSize is {(input.ImageSize.Count == 0 ? "not given" : string.Join(", ", input.ImageSize))}.",
                "Give -ImageSize one number, and -ResizeSize one that is at least as large.");
        }

        return input.ImageSize.Count switch
        {
            0 => null,
            1 => new ImageSizing(input.ImageSize[0], input.ImageSize[0], input.ResizeSize ?? input.ImageSize[0]),
            _ => new ImageSizing(input.ImageSize[0], input.ImageSize[1], null),
        };
    }

    /// <summary>Plans the result for an image.</summary>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    public SizingPlan Plan(int height, int width)
    {
        var (resizedHeight, resizedWidth) = Resized(height, width);
        // Python rounds halves to even, and so do the crops of torchvision.
        return Plan(height, width, (int)Math.Round((resizedHeight - Height) / 2.0), (int)Math.Round((resizedWidth - Width) / 2.0));
    }

    /// <summary>Plans the result with the window at a random place of the resized image.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="random">Where the place comes from.</param>
    public SizingPlan PlanAnywhere(int height, int width, ref SplitMix random)
    {
        var (resizedHeight, resizedWidth) = Resized(height, width);
        var top = random.Below(Math.Max(1, resizedHeight - Height + 1));
        return Plan(height, width, top, random.Below(Math.Max(1, resizedWidth - Width + 1)));
    }

    /// <summary>Plans the result as a piece of the image, stretched to the wanted size.</summary>
    /// <param name="piece">The piece.</param>
    public SizingPlan Plan(CropBox piece) =>
        new(piece.Top, piece.Left, new ResampleAxis(piece.Width, Width, 0, Width), new ResampleAxis(piece.Height, Height, 0, Height));

    private SizingPlan Plan(int height, int width, int top, int left)
    {
        var (resizedHeight, resizedWidth) = Resized(height, width);
        return new SizingPlan(0, 0, new ResampleAxis(width, resizedWidth, left, Width), new ResampleAxis(height, resizedHeight, top, Height));
    }

    private (int Height, int Width) Resized(int height, int width) => _shorterSide is not { } side ? (Height, Width)
        : height < width ? (side, (int)((long)side * width / height)) : ((int)((long)side * height / width), side);
}
