using System.Buffers;
using Freeze.Data.Images;
using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>Takes a piece of random area and shape, and stretches it to the image's size: torchvision's RandomResizedCrop.</summary>
/// <param name="scale">The piece's share of the area, from and to.</param>
/// <param name="ratio">Its width through its height, from and to.</param>
internal sealed class RandomResizedCrop((double Low, double High) scale, (double Low, double High) ratio) : Augmentation
{
    private const int Tries = 10;

    /// <summary>Chooses a piece of an image.</summary>
    /// <param name="height">The image's rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="random">The sample's random numbers.</param>
    public CropBox Choose(int height, int width, ref SplitMix random)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)height * width * random.Between(scale.Low, scale.High);
            var shape = Math.Exp(random.Between(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var (w, h) = ((int)Math.Round(Math.Sqrt(area * shape)), (int)Math.Round(Math.Sqrt(area / shape)));
            if (w > 0 && w <= width && h > 0 && h <= height)
                return new CropBox(random.Below(height - h + 1), random.Below(width - w + 1), h, w);
        }

        // As large as the shapes allow, from the middle.
        var present = (double)width / height;
        var (cutHeight, cutWidth) = present < ratio.Low ? (Math.Max(1, Math.Min(height, (int)Math.Round(width / ratio.Low))), width)
            : present > ratio.High ? (height, Math.Max(1, Math.Min(width, (int)Math.Round(height * ratio.High)))) : (height, width);
        return new CropBox((height - cutHeight) / 2, (width - cutWidth) / 2, cutHeight, cutWidth);
    }

    /// <inheritdoc/>
    public override void Apply(in SampleImage image, ref SplitMix random)
    {
        var piece = Choose(image.Height, image.Width, ref random);
        var columns = new ResampleAxis(piece.Width, image.Width, 0, image.Width);
        var rows = new ResampleAxis(piece.Height, image.Height, 0, image.Height);
        var copy = ArrayPool<float>.Shared.Rent(image.Height * image.Width);
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var plane = image.Plane(channel);
            plane.CopyTo(copy);
            Resampler.Resize(copy.AsSpan(piece.Top * image.Width + piece.Left), image.Width, columns, rows, plane);
        }

        ArrayPool<float>.Shared.Return(copy);
    }
}
