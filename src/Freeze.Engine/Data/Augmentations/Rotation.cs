using System.Buffers;
using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>Turns an image about its middle by a random angle: torchvision's RandomRotation.</summary>
/// <param name="degrees">The angle, from and to, against the clock.</param>
/// <param name="bilinear">Whether pixels are mixed of four; the nearest one is taken otherwise.</param>
/// <param name="fill">The colour of what comes in, 0 to 1.</param>
internal sealed class Rotation((double Low, double High) degrees, bool bilinear, double fill) : Augmentation
{
    /// <inheritdoc/>
    public override void Apply(in SampleImage image, ref SplitMix random)
    {
        var (sin, cos) = Math.SinCos(random.Between(degrees.Low, degrees.High) * Math.PI / 180);
        var (height, width) = (image.Height, image.Width);
        var copy = ArrayPool<float>.Shared.Rent(height * width);
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var plane = image.Plane(channel);
            plane.CopyTo(copy);
            var source = copy.AsSpan(0, height * width);
            var background = image.Normalized(channel, fill);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (dx, dy) = (x + 0.5 - width / 2.0, y + 0.5 - height / 2.0);
                    var (fromX, fromY) = (cos * dx - sin * dy + width / 2.0, sin * dx + cos * dy + height / 2.0);
                    plane[y * width + x] = bilinear ? Mixed(source, height, width, fromY - 0.5, fromX - 0.5, background) : At(source, height, width, (int)Math.Floor(fromY), (int)Math.Floor(fromX), background);
                }
            }
        }

        ArrayPool<float>.Shared.Return(copy);
    }

    private static float Mixed(ReadOnlySpan<float> plane, int height, int width, double y, double x, float background)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, right) = ((float)(y - top), (float)(x - left));
        var above = At(plane, height, width, top, left, background) * (1 - right) + At(plane, height, width, top, left + 1, background) * right;
        var below = At(plane, height, width, top + 1, left, background) * (1 - right) + At(plane, height, width, top + 1, left + 1, background) * right;
        return above * (1 - down) + below * down;
    }

    private static float At(ReadOnlySpan<float> plane, int height, int width, int y, int x, float background) =>
        (uint)y < (uint)height && (uint)x < (uint)width ? plane[y * width + x] : background;
}
