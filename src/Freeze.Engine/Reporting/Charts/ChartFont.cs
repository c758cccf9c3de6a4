using ScottPlot;
using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>The font of all text in charts. It comes with the module: on a machine without fonts, all text would vanish.</summary>
internal sealed class ChartFont : IFontResolver
{
    /// <summary>The name under which the plotting library finds it; one that no installed font has.</summary>
    public const string Name = "Freeze DejaVu Sans";

    private static readonly Lazy<SKTypeface> Face = new(Load);

    /// <summary>The font itself.</summary>
    public static SKTypeface Typeface => Face.Value;

    /// <summary>The font at a size.</summary>
    public static SKFont At(float size) => new(Typeface, size) { Subpixel = true, Edging = SKFontEdging.Antialias };

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Typeface : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface : null;

    private static SKTypeface Load()
    {
        using var resource = typeof(ChartFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using var data = SKData.Create(resource);
        var face = SKTypeface.FromData(data);
        // The library keeps its resolvers for the whole process; this one answers to its own name only.
        lock (Fonts.FontResolvers)
            Fonts.FontResolvers.Insert(0, new ChartFont());
        return face;
    }
}
