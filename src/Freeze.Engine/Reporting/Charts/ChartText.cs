using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Puts text on a canvas, cut short where it is too wide.</summary>
/// <param name="canvas">The canvas.</param>
internal sealed class ChartText(SKCanvas canvas)
{
    /// <summary>How wide a text is.</summary>
    public float Width(string text, float size)
    {
        using var font = ChartFont.At(size);
        return font.MeasureText(text);
    }

    /// <summary>Draws a text in one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Its left end, middle or right end.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="size">The size of the font.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="most">How wide it may be; what is longer ends in an ellipsis.</param>
    /// <param name="align">Which part of it lies at <paramref name="x"/>.</param>
    public void Draw(string text, float x, float y, float size, SKColor colour, float most = float.PositiveInfinity, SKTextAlign align = SKTextAlign.Left)
    {
        using var font = ChartFont.At(size);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        // What has no place in a line would be drawn as boxes.
        var line = Fit(string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)), font, most);
        if (line.Length > 0)
            canvas.DrawText(line, x, y, align, font, paint);
    }

    private static string Fit(string text, SKFont font, float most)
    {
        if (font.MeasureText(text) <= most)
            return text;
        for (var length = text.Length - 1; length > 0; length--)
        {
            var shorter = text[..length].TrimEnd() + "…";
            if (!char.IsHighSurrogate(text[length - 1]) && font.MeasureText(shorter) <= most)
                return shorter;
        }

        return "";
    }
}
