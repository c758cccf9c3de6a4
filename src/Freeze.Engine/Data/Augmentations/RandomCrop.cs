using System.Buffers;
using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>
/// Moves an image by up to some pixels and fills what comes in with a colour: torchvision's RandomCrop of the image's own size after padding.
/// </summary>
internal sealed class RandomCrop(int padding, double fill) : Augmentation
{
    /// <inheritdoc/>
    public override void Apply(in SampleImage image, ref SplitMix random)
    {
        var (down, right) = (random.Below(2 * padding + 1) - padding, random.Below(2 * padding + 1) - padding);
        if (down == 0 && right == 0)
            return;
        var (height, width) = (image.Height, image.Width);
        var copy = ArrayPool<float>.Shared.Rent(height * width);
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var plane = image.Plane(channel);
            plane.CopyTo(copy);
            plane.Fill(image.Normalized(channel, fill));
            var (from, to) = (Math.Max(0, -right), Math.Min(width, width - right));
            for (var y = Math.Max(0, -down); y < Math.Min(height, height - down) && from < to; y++)
                copy.AsSpan((y + down) * width + from + right, to - from).CopyTo(plane[(y * width + from)..]);
        }

        ArrayPool<float>.Shared.Return(copy);
    }
}
