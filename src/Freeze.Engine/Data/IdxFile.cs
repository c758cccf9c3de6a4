using System.Buffers.Binary;
using System.IO.Compression;

namespace Freeze.Data;

/// <summary>Reads the IDX format of MNIST: a magic number, sizes, then the elements. Gzip is told by its first bytes.</summary>
internal static class IdxFile
{
    private const int MaximumDimensions = 4;

    /// <summary>Whether a file begins like an IDX file or a gzip file.</summary>
    public static bool IsIdx(ReadOnlySpan<byte> start) =>
        start is [0, 0, 0x08 or 0x0D, >= 1 and <= MaximumDimensions, ..] or [0x1f, 0x8b, ..];

    /// <summary>Reads images (unsigned bytes or big-endian floats) and their labels.</summary>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid.</exception>
    public static RawSamples Read(string path, string? labelPath)
    {
        var (elements, sizes, isFloat) = ReadElements(path);
        // Images without a channel dimension are grey.
        var shape = sizes.Length switch { 1 => new TensorShape([1]), 3 => new TensorShape([1, sizes[1], sizes[2]]), _ => new TensorShape(sizes.Skip(1).Select(size => (long)size)) };
        var labels = ReadLabels(labelPath ?? LabelsBeside(path), sizes[0], path);
        return isFloat ? new RawSamples(null, Floats(elements), shape, labels, null) : new RawSamples(elements, null, shape, labels, null);
    }

    private static int[] ReadLabels(string path, int count, string images)
    {
        var (elements, sizes, isFloat) = ReadElements(path);
        if (isFloat || sizes.Length != 1)
            throw Invalid(path, "it holds no labels: they are one byte a sample.");
        if (sizes[0] != count)
            throw Invalid(path, $"it has {sizes[0]:N0} labels for the {count:N0} samples of {images}.");
        return Array.ConvertAll(elements, label => (int)label);
    }

    private static string LabelsBeside(string images)
    {
        var name = Path.GetFileName(images);
        var at = name.IndexOf("-images", StringComparison.Ordinal);
        var folder = Path.GetDirectoryName(images) ?? ".";
        var found = at < 0 ? null : Directory.EnumerateFiles(folder, $"{name[..at]}-labels-idx1*").Order(StringComparer.Ordinal).FirstOrDefault();
        return found ?? throw new FreezeException(ErrorCode.DatasetNotFound, images, $"No labels lie beside {images}.", "Name them with -LabelPath; without it, x-images-idx3-ubyte goes with x-labels-idx1-ubyte in the same folder.");
    }

    private static (byte[] Elements, int[] Sizes, bool IsFloat) ReadElements(string path)
    {
        using var file = DatasetFile.Open(path);
        var first = file.ReadByte();
        var second = file.ReadByte();
        file.Position = 0;
        using Stream stream = first == 0x1f && second == 0x8b ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            return ReadElements(path, stream);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw Invalid(path, "it is cut short or damaged.", error);
        }
    }

    private static (byte[] Elements, int[] Sizes, bool IsFloat) ReadElements(string path, Stream stream)
    {
        var magic = new byte[4];
        stream.ReadExactly(magic);
        if (magic is not [0, 0, 0x08 or 0x0D, >= 1 and <= MaximumDimensions])
            throw Invalid(path, "it is not an IDX file of bytes or floats.");
        var sizes = new int[magic[3]];
        var number = new byte[4];
        var total = magic[2] == 0x08 ? 1L : 4L;
        for (var i = 0; i < sizes.Length; i++)
        {
            stream.ReadExactly(number);
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(number);
            total = sizes[i] < 0 || total > int.MaxValue ? long.MaxValue : total * sizes[i];
        }

        if (total > Array.MaxLength)
            throw Invalid(path, $"its header claims {string.Join(" x ", sizes)} elements, more than an IDX file can be read with.");
        var elements = DatasetFile.ReadExactly(stream, (int)total);
        return stream.ReadByte() < 0 ? (elements, sizes, magic[2] == 0x0D) : throw Invalid(path, "it has more bytes than its header says.");
    }

    private static float[] Floats(byte[] elements)
    {
        var floats = new float[elements.Length / 4];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = BinaryPrimitives.ReadSingleBigEndian(elements.AsSpan(i * 4));
        return floats;
    }

    private static FreezeException Invalid(string path, string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used: {why}", "Get the file again, and check that images and labels belong together.", inner);
}
