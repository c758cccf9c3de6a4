using SkiaSharp;

namespace Freeze.Data.Images;

/// <summary>Decodes JPEG, PNG, WebP and BMP, turned upright as the camera says (EXIF), laid on a background where it is transparent, to colours or to grey.</summary>
internal static class ImageDecoder
{
    // Of the largest image that is decoded: Pillow's limit for what it takes for an attack.
    private const long MaximumPixels = 178_956_970;
    private const long AlwaysAllowed = 1 << 22;
    private const long MaximumBytes = 1 << 29;

    /// <summary>The size of an image, upright, from its header.</summary>
    /// <exception cref="FreezeException">DatasetInvalid.</exception>
    public static (int Height, int Width) ReadSize(string path)
    {
        var bytes = ReadFile(path);
        return WithCodec(path, bytes, codec => IsTurned(Origin(codec, bytes)) ? (codec.Info.Width, codec.Info.Height) : (codec.Info.Height, codec.Info.Width));
    }

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="grey">Whether grey is wanted; colours otherwise.</param>
    /// <param name="background">What a transparent image is laid on; null for white.</param>
    /// <returns>An image that the caller disposes of.</returns>
    /// <exception cref="FreezeException">DatasetInvalid: it is missing, damaged or no image.</exception>
    public static PixelImage Decode(string path, bool grey, BackgroundColor? background = null)
    {
        var bytes = ReadFile(path);
        return WithCodec(path, bytes, codec =>
        {
            var image = Decode(path, codec);
            try
            {
                if (codec.Info.AlphaType != SKAlphaType.Opaque)
                    (background ?? BackgroundColor.White).LayUnder(image.Pixels);
                var origin = Origin(codec, bytes);
                if (origin != SKEncodedOrigin.TopLeft)
                    image = Replace(image, PixelOrientation.Upright(image, origin));
                return grey ? Replace(image, Grey(image)) : image;
            }
            catch
            {
                image.Dispose();
                throw;
            }
        });
    }

    private static unsafe PixelImage Decode(string path, SKCodec codec)
    {
        var image = new PixelImage(codec.Info.Height, codec.Info.Width, 4);
        // Colours as they are stored: neither multiplied by the transparency nor moved to another colour space.
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        SKCodecResult result;
        fixed (byte* pixels = image.Bytes)
            result = codec.GetPixels(info, (IntPtr)pixels, info.RowBytes, new SKCodecOptions(SKZeroInitialized.No));
        if (result == SKCodecResult.Success)
            return image;
        image.Dispose();
        throw Invalid(path, result == SKCodecResult.IncompleteInput ? "it is cut short." : $"its content is damaged ({result}).");
    }

    private static unsafe T WithCodec<T>(string path, byte[] bytes, Func<SKCodec, T> use)
    {
        fixed (byte* start = bytes)
        {
            using var data = SKData.Create((IntPtr)start, bytes.Length);
            using var codec = SKCodec.Create(data) ?? throw Invalid(path, bytes.Length == 0 ? "it is empty." : "it is not a JPEG, PNG, WebP or BMP image, or its header is damaged.");
            var pixels = (long)codec.Info.Width * codec.Info.Height;
            // Deflate makes a thousand bytes of one at best, and a pixel of PNG takes a bit at least; JPEG and BMP pack less, and WebP packs so only one single colour.
            if (pixels > MaximumPixels || pixels > Math.Max(AlwaysAllowed, bytes.Length * 8300L))
                throw Invalid(path, $"its header claims {codec.Info.Width:N0} x {codec.Info.Height:N0} pixels.");
            return use(codec);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaximumBytes)
                throw Invalid(path, "it is larger than 512 MB.");
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, error.Message, error);
        }
    }

    // The weights of ITU-R 601, as Pillow's conversion to grey has them.
    private static PixelImage Grey(PixelImage image)
    {
        var grey = new PixelImage(image.Height, image.Width, 1);
        var colours = image.Pixels;
        var target = grey.Pixels;
        for (var i = 0; i < target.Length; i++)
            target[i] = (byte)((colours[i * 4] * 19595 + colours[i * 4 + 1] * 38470 + colours[i * 4 + 2] * 7471 + 0x8000) >> 16);
        return grey;
    }

    private static PixelImage Replace(PixelImage old, PixelImage next)
    {
        old.Dispose();
        return next;
    }

    private static SKEncodedOrigin Origin(SKCodec codec, byte[] bytes) => codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Read(bytes) : codec.EncodedOrigin;

    private static bool IsTurned(SKEncodedOrigin origin) => origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    private static FreezeException Invalid(string path, string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be read as an image: {why}", "Replace or remove the file, or skip such images with -SkipInvalid.", inner);
}
