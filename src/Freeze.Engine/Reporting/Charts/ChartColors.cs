using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>The colours of charts: quiet, distinguishable for the colour-blind (after Paul Tol's and Okabe and Ito's sets), dark enough on white.</summary>
internal static class ChartColors
{
    /// <summary>Titles.</summary>
    public static readonly SKColor Ink = new(0x22, 0x2B, 0x36);

    /// <summary>Labels.</summary>
    public static readonly SKColor Muted = new(0x5B, 0x66, 0x73);

    /// <summary>Axes.</summary>
    public static readonly SKColor Axis = new(0xB4, 0xBC, 0xC6);

    /// <summary>Grid lines.</summary>
    public static readonly SKColor Grid = new(0xEC, 0xEF, 0xF2);

    /// <summary>Every other phase of freezing.</summary>
    public static readonly SKColor Shade = new(0xF3, 0xF6, 0xFA);

    /// <summary>Training.</summary>
    public static readonly SKColor Train = new(0x3B, 0x6F, 0xB6);

    /// <summary>Validation.</summary>
    public static readonly SKColor Validation = new(0xD4, 0x7A, 0x1F);

    /// <summary>Accuracy, and what is good.</summary>
    public static readonly SKColor Good = new(0x2E, 0x8B, 0x6B);

    private static readonly SKColor[] Palette =
    [
        Train, Validation, Good, new(0x8A, 0x5F, 0xA8), new(0xBF, 0x4B, 0x56), new(0x2F, 0x9B, 0xB3), new(0x8A, 0x6D, 0x3B), new(0xC7, 0x6B, 0xA5), new(0x6B, 0x7F, 0x2A), new(0x5B, 0x66, 0x73),
    ];

    /// <summary>A colour for the series of a number; after the last one they begin again.</summary>
    public static SKColor Of(int number) => Palette[number % Palette.Length];

    /// <summary>A colour mixed with white.</summary>
    /// <param name="colour">The colour.</param>
    /// <param name="share">How much of it is left, 0 to 1.</param>
    public static SKColor Pale(SKColor colour, double share) => new(Mix(colour.Red, share), Mix(colour.Green, share), Mix(colour.Blue, share));

    private static byte Mix(byte value, double share) => (byte)Math.Round(255 + (value - 255) * share);
}
