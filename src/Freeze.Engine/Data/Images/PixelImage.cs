using System.Buffers;

namespace Freeze.Data.Images;

/// <summary>A decoded image: rows of pixels without gaps, in a rented buffer.</summary>
internal sealed class PixelImage : IDisposable
{
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="step">Bytes of a pixel: 1 for grey, 4 for red, green, blue and one that is not used.</param>
    public PixelImage(int height, int width, int step)
    {
        (Height, Width, Step) = (height, width, step);
        Bytes = ArrayPool<byte>.Shared.Rent(checked(height * width * step));
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Bytes of a pixel.</summary>
    public int Step { get; }

    /// <summary>The pixels, and maybe more bytes after them.</summary>
    public byte[] Bytes { get; private set; }

    /// <summary>Colours of a pixel.</summary>
    public int Channels => Step == 1 ? 1 : 3;

    /// <summary>The pixels.</summary>
    public Span<byte> Pixels => Bytes.AsSpan(0, Height * Width * Step);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(Bytes);
        Bytes = [];
    }
}
