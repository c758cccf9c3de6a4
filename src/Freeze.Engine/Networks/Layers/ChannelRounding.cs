namespace Freeze.Networks.Layers;

/// <summary>Channel counts of networks that are scaled by a factor.</summary>
internal static class ChannelRounding
{
    private const int Divisor = 8;

    /// <summary>The nearest multiple of 8, but never more than a tenth below the wish: torchvision's _make_divisible.</summary>
    public static int MakeDivisible(double channels)
    {
        var rounded = Math.Max(Divisor, (int)(channels + Divisor / 2) / Divisor * Divisor);
        return rounded < 0.9 * channels ? rounded + Divisor : rounded;
    }
}
