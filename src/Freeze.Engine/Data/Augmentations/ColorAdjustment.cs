namespace Freeze.Data.Augmentations;

/// <summary>Changes the colours of an image that is not normalised, as torchvision's functions of these names do with tensors.</summary>
internal static class ColorAdjustment
{
    /// <summary>Multiplies every colour; 1 changes nothing, 0 is black.</summary>
    public static void Brightness(in SampleImage image, float factor)
    {
        foreach (ref var value in image.Values)
            value = Limit(value * factor, image.IsClamped);
    }

    /// <summary>Moves every colour from the image's mean grey; 0 leaves only that.</summary>
    public static void Contrast(in SampleImage image, float factor)
    {
        var sum = 0.0;
        for (var i = 0; i < image.Height * image.Width; i++)
            sum += image.Channels == 3 ? Grey(image, i) : image.Values[i];
        var mean = (float)(sum / (image.Height * image.Width));
        foreach (ref var value in image.Values)
            value = Limit(value * factor + mean * (1 - factor), image.IsClamped);
    }

    /// <summary>Moves every pixel from its grey; 0 leaves only that.</summary>
    public static void Saturation(in SampleImage image, float factor)
    {
        var red = image.Plane(0);
        var green = image.Plane(1);
        var blue = image.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var grey = Grey(image, i) * (1 - factor);
            red[i] = Limit(red[i] * factor + grey, image.IsClamped);
            green[i] = Limit(green[i] * factor + grey, image.IsClamped);
            blue[i] = Limit(blue[i] * factor + grey, image.IsClamped);
        }
    }

    /// <summary>Turns the circle of colours by a share of itself, -0.5 to 0.5.</summary>
    public static void Hue(in SampleImage image, float shift)
    {
        var red = image.Plane(0);
        var green = image.Plane(1);
        var blue = image.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var (r, g, b) = (red[i], green[i], blue[i]);
            var (value, range) = (Math.Max(r, Math.Max(g, b)), Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)));
            if (range <= 0)
                continue;
            // On a circle of six: red at 0, green at 2, blue at 4.
            var hue = value == r ? (g - b) / range : value == g ? 2 + (b - r) / range : 4 + (r - g) / range;
            hue += shift * 6;
            hue -= 6 * MathF.Floor(hue / 6);
            red[i] = Part(hue + 5, value, range);
            green[i] = Part(hue + 3, value, range);
            blue[i] = Part(hue + 1, value, range);
        }
    }

    private static float Part(float place, float value, float range)
    {
        place -= 6 * MathF.Floor(place / 6);
        return value - range * Math.Clamp(Math.Min(place, 4 - place), 0, 1);
    }

    private static float Grey(in SampleImage image, int i)
    {
        var plane = image.Height * image.Width;
        return 0.2989f * image.Values[i] + 0.587f * image.Values[plane + i] + 0.114f * image.Values[2 * plane + i];
    }

    private static float Limit(float value, bool isClamped) => isClamped ? Math.Clamp(value, 0f, 1f) : value;
}
