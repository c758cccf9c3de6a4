using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>Changes brightness, contrast, saturation and hue, in random order: torchvision's ColorJitter. It works on colours, before normalising.</summary>
/// <param name="brightness">The factor, from and to.</param>
/// <param name="contrast">The factor, from and to.</param>
/// <param name="saturation">The factor, from and to.</param>
/// <param name="hue">The shift as a share of the colour circle, from and to.</param>
internal sealed class ColorJitter((double Low, double High) brightness, (double Low, double High) contrast, (double Low, double High) saturation, (double Low, double High) hue) : Augmentation
{
    /// <inheritdoc/>
    public override void Apply(in SampleImage image, ref SplitMix random)
    {
        Scale(image, toColours: true);
        Span<int> order = [0, 1, 2, 3];
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        foreach (var step in order)
        {
            var (low, high) = step switch { 0 => brightness, 1 => contrast, 2 => saturation, _ => hue };
            var amount = (float)random.Between(low, high);
            switch (step)
            {
                case 0 when (low, high) != (1, 1):
                    ColorAdjustment.Brightness(image, amount);
                    break;
                case 1 when (low, high) != (1, 1):
                    ColorAdjustment.Contrast(image, amount);
                    break;
                case 2 when (low, high) != (1, 1) && image.Channels == 3:
                    ColorAdjustment.Saturation(image, amount);
                    break;
                case 3 when (low, high) != (0, 0) && image.Channels == 3:
                    ColorAdjustment.Hue(image, amount);
                    break;
            }
        }

        Scale(image, toColours: false);
    }

    private static void Scale(in SampleImage image, bool toColours)
    {
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var (mean, deviation) = (image.Normalization.Mean(channel), image.Normalization.Deviation(channel));
            foreach (ref var value in image.Plane(channel))
                value = toColours ? value * deviation + mean : (value - mean) / deviation;
        }
    }
}
