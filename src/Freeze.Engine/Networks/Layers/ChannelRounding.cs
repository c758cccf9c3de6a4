namespace Freeze.Networks.Layers;

/// <summary>Channel counts of networks that are scaled by a factor.</summary>
internal static class ChannelRounding
{
    /// <summary>The nearest multiple of 8, but never more than a tenth below the wish.</summary>
    public static int Nearest8(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
