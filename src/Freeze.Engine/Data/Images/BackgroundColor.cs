using System.Drawing;
using System.Globalization;

namespace Freeze.Data.Images;

/// <summary>The colour that transparent pictures are laid on.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
internal sealed record BackgroundColor(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour of paper, which pictures are laid on unless another one is asked for.</summary>
    public static BackgroundColor White { get; } = new(255, 255, 255);

    /// <summary>Reads a colour as a user writes it.</summary>
    /// <param name="text">A name of CSS, such as white or gray, or #rrggbb; null for white.</param>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static BackgroundColor Parse(string? text)
    {
        if (text is null)
            return White;
        var digits = text.StartsWith('#') ? text[1..] : text;
        if (digits.Length == 6 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            return new((byte)(number >> 16), (byte)(number >> 8), (byte)number);
        // Nobody tells grey from gray but the list of names.
        var named = Color.FromName(text.Replace("grey", "gray", StringComparison.OrdinalIgnoreCase));
        return named is { IsKnownColor: true, IsSystemColor: false, A: 255 } ? new(named.R, named.G, named.B)
            : throw new FreezeException(ErrorCode.OptionInvalid, "Background", $"-Background is '{text}', which is no colour.", "Give a name such as white, black or gray, or '#rrggbb' in quotes.");
    }

    /// <summary>Lays an image on this colour, to the bits of Pillow's alpha_composite.</summary>
    /// <param name="pixels">Red, green, blue and opacity of each pixel; all are opaque afterwards.</param>
    public void LayUnder(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            int opacity = pixels[i + 3];
            if (opacity == 255)
                continue;
            pixels[i] = Mix(pixels[i], Red, opacity);
            pixels[i + 1] = Mix(pixels[i + 1], Green, opacity);
            pixels[i + 2] = Mix(pixels[i + 2], Blue, opacity);
            pixels[i + 3] = 255;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static byte Mix(int above, int below, int opacity)
    {
        var sum = (above * opacity + below * (255 - opacity) + 128) << 7;
        return (byte)((((sum >> 8) + sum) >> 8) >> 7);
    }
}
