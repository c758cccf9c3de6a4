using System.Globalization;
using Freeze.WeightFiles.Writing;
using SkiaSharp;

namespace Freeze.Reporting.Charts;

/// <summary>Writes drawings to PNG or SVG files.</summary>
internal static class ChartFile
{
    // Larger pictures are the same ones with more pixels; small ones get smaller text, down to what can be read.
    private const float LargeWidth = 1000, LargeHeight = 500, SmallWidth = 600, SmallHeight = 350, LeastScale = 0.75f;
    private const int LeastSide = 200, GreatestSide = 16384;

    /// <summary>Checks that a path ends in .png or .svg.</summary>
    /// <exception cref="FreezeException">OptionInvalid.</exception>
    public static void RequireKnown(string path)
    {
        if (!IsVector(path) && !HasEnding(path, ".png"))
            throw new FreezeException(ErrorCode.OptionInvalid, "Path", $"'{path}' ends in neither .png nor .svg.", "Give the path of a .png or .svg file.");
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file, which ends in .png or .svg.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="overwrite">Whether a file that is there already is replaced.</param>
    /// <param name="draw">Draws on a white canvas of a width and height, which are the picture's, or fewer units of more pixels.</param>
    /// <exception cref="FreezeException">OptionInvalid, OutputExists, OutputNotWritable.</exception>
    public static void Write(string path, int width, int height, bool overwrite, Action<SKCanvas, float, float> draw)
    {
        RequireKnown(path);
        RequireSide("Width", width);
        RequireSide("Height", height);
        AtomicFile.Write(path, overwrite, stream =>
        {
            if (IsVector(path))
            {
                using var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream);
                Draw(canvas, width, height, draw);
                return;
            }

            using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque));
            Draw(surface.Canvas, width, height, draw);
            using var image = surface.Snapshot();
            using var png = image.Encode(SKEncodedImageFormat.Png, 100);
            png.SaveTo(stream);
        });
    }

    private static void Draw(SKCanvas canvas, int width, int height, Action<SKCanvas, float, float> draw)
    {
        var scale = Math.Max(Math.Min(width / LargeWidth, height / LargeHeight), Math.Clamp(Math.Min(width / SmallWidth, height / SmallHeight), LeastScale, 1));
        using var ground = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, width, height, ground);
        canvas.Scale(scale);
        draw(canvas, width / scale, height / scale);
    }

    private static void RequireSide(string option, int pixels)
    {
        if (pixels is < LeastSide or > GreatestSide)
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"-{option} is {pixels}.", string.Create(CultureInfo.InvariantCulture, $"Give it a number from {LeastSide} to {GreatestSide}."));
    }

    private static bool IsVector(string path) => HasEnding(path, ".svg");

    private static bool HasEnding(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);
}
