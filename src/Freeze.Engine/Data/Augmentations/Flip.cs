using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>Mirrors an image with some probability: torchvision's RandomHorizontalFlip and RandomVerticalFlip.</summary>
internal sealed class Flip(bool vertical, double probability) : Augmentation
{
    /// <inheritdoc/>
    public override void Apply(in SampleImage image, ref SplitMix random)
    {
        if (!random.Happens(probability))
            return;
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var plane = image.Plane(channel);
            for (var y = 0; y < image.Height / (vertical ? 2 : 1); y++)
            {
                var row = plane.Slice(y * image.Width, image.Width);
                if (vertical)
                    Swap(row, plane.Slice((image.Height - 1 - y) * image.Width, image.Width));
                else
                    row.Reverse();
            }
        }
    }

    private static void Swap(Span<float> one, Span<float> other)
    {
        for (var x = 0; x < one.Length; x++)
            (one[x], other[x]) = (other[x], one[x]);
    }
}
