using Freeze.Data.Images;
using Freeze.Tensors;

namespace Freeze.Data.Augmentations;

/// <summary>Overwrites a random rectangle with some probability: torchvision's RandomErasing, on the normalised image as there.</summary>
/// <param name="probability">Of erasing at all.</param>
/// <param name="scale">The rectangle's share of the area, from and to.</param>
/// <param name="ratio">Its height through its width, from and to.</param>
/// <param name="value">What is written; null for normally distributed noise.</param>
internal sealed class RandomErasing(double probability, (double Low, double High) scale, (double Low, double High) ratio, double? value) : Augmentation
{
    private const int Tries = 10;

    /// <inheritdoc/>
    public override void Apply(in SampleImage image, ref SplitMix random)
    {
        if (!random.Happens(probability))
            return;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)image.Height * image.Width * random.Between(scale.Low, scale.High);
            var shape = Math.Exp(random.Between(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var (h, w) = ((int)Math.Round(Math.Sqrt(area * shape)), (int)Math.Round(Math.Sqrt(area / shape)));
            if (h < 1 || w < 1 || h >= image.Height || w >= image.Width)
                continue;
            Erase(image, new CropBox(random.Below(image.Height - h + 1), random.Below(image.Width - w + 1), h, w), ref random);
            return;
        }
    }

    private void Erase(in SampleImage image, CropBox box, ref SplitMix random)
    {
        for (var channel = 0; channel < image.Channels; channel++)
        {
            for (var y = box.Top; y < box.Top + box.Height; y++)
            {
                var row = image.Plane(channel).Slice(y * image.Width + box.Left, box.Width);
                if (value is { } fixedValue)
                    row.Fill((float)fixedValue);
                else
                    for (var x = 0; x < row.Length; x++)
                        row[x] = Normal(ref random);
            }
        }
    }

    // Box and Muller, 1958.
    private static float Normal(ref SplitMix random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.Between(0, 1))) * Math.Cos(2 * Math.PI * random.Between(0, 1)));
}
