using System.Buffers.Binary;
using SkiaSharp;

namespace Freeze.Data.Images;

/// <summary>Finds how a PNG file's camera was held, in its eXIf chunk: the decoder reads it of JPEG and WebP alone.</summary>
internal static class PngOrientation
{
    private const int SignatureBytes = 8, ChunkBytes = 12;
    private const ushort OrientationTag = 0x0112;

    /// <summary>Where the first row and column of the upright image lie; top left where the file does not say.</summary>
    /// <param name="file">All bytes of the file.</param>
    public static SKEncodedOrigin Read(ReadOnlySpan<byte> file)
    {
        // Each chunk: the length of its content, its name, the content, a checksum.
        for (long at = SignatureBytes; at + ChunkBytes <= file.Length;)
        {
            var chunk = file[(int)at..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - ChunkBytes)
                break;
            if (chunk[4..8].SequenceEqual("eXIf"u8))
                return Find(chunk.Slice(8, (int)length));
            at += ChunkBytes + length;
        }

        return SKEncodedOrigin.TopLeft;
    }

    // As TIFF lays it out: the order of bytes, 42, and where the list of entries begins; entries of 12 bytes.
    private static SKEncodedOrigin Find(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        bool? isBig = exif.StartsWith("MM\0*"u8) ? true : exif.StartsWith("II*\0"u8) ? false : null;
        if (isBig is not { } big || exif.Length < 8)
            return SKEncodedOrigin.TopLeft;
        var start = big ? BinaryPrimitives.ReadUInt32BigEndian(exif[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]);
        if (start > exif.Length - 2)
            return SKEncodedOrigin.TopLeft;
        var entries = exif[(int)start..];
        for (int left = Short(entries, big), at = 2; left > 0 && at + 12 <= entries.Length; left--, at += 12)
        {
            if (Short(entries[at..], big) == OrientationTag)
                return Short(entries[(at + 8)..], big) is >= 1 and <= 8 and var origin ? (SKEncodedOrigin)origin : SKEncodedOrigin.TopLeft;
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool isBig) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
