using System.Runtime.InteropServices;
using SkiaSharp;

namespace Freeze.Data.Images;

/// <summary>Turns images upright that were stored as the camera was held.</summary>
internal static class PixelOrientation
{
    /// <summary>Makes an upright copy.</summary>
    /// <param name="image">Four bytes a pixel.</param>
    /// <param name="origin">Where the first row and column of the upright image lie in it.</param>
    public static PixelImage Upright(PixelImage image, SKEncodedOrigin origin)
    {
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var upright = turned ? new PixelImage(image.Width, image.Height, 4) : new PixelImage(image.Height, image.Width, 4);
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var to = MemoryMarshal.Cast<byte, uint>(upright.Pixels);
        // Of the upright pixel (y, x), the stored one lies at start + y * down + x * right.
        var (w, h) = (image.Width, image.Height);
        var (start, down, right) = origin switch
        {
            SKEncodedOrigin.TopRight => (w - 1, w, -1),
            SKEncodedOrigin.BottomRight => (h * w - 1, -w, -1),
            SKEncodedOrigin.BottomLeft => ((h - 1) * w, -w, 1),
            SKEncodedOrigin.LeftTop => (0, 1, w),
            SKEncodedOrigin.RightTop => ((h - 1) * w, 1, -w),
            SKEncodedOrigin.RightBottom => (h * w - 1, -1, -w),
            SKEncodedOrigin.LeftBottom => (w - 1, -1, w),
            _ => (0, w, 1),
        };
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
                to[y * upright.Width + x] = from[start + y * down + x * right];
        }

        return upright;
    }
}
