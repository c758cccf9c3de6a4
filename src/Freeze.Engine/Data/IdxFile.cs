using System.Buffers.Binary;
using System.IO.Compression;
using Freeze.Data.Arrays;

namespace Freeze.Data;

/// <summary>Reads the IDX format of MNIST: a magic number, sizes, then the elements. Gzip is told by its first bytes.</summary>
internal static class IdxFile
{
    private const int MaximumDimensions = 4;

    /// <summary>Whether a file begins like an IDX file or a gzip file.</summary>
    public static bool IsIdx(ReadOnlySpan<byte> start) =>
        start is [0, 0, >= 0x08 and <= 0x0E and not 0x0A, >= 1 and <= MaximumDimensions, ..] or [0x1f, 0x8b, ..];

    /// <summary>Reads images and their labels.</summary>
    /// <param name="path">The file of images.</param>
    /// <param name="labelPath">The file of labels; null to look for it.</param>
    /// <param name="memoryLimit">Bytes beyond which samples stay in the file, where it is not compressed.</param>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid.</exception>
    public static SampleSource Read(string path, string? labelPath, long memoryLimit)
    {
        using var file = DatasetFile.Open(path);
        using var stream = Unpacked(file);
        var (sizes, format, total) = Guard(path, () => ReadHeader(path, stream));
        // Images without a channel dimension are grey.
        var shape = sizes.Length switch { 1 => new TensorShape([1]), 3 => new TensorShape([1, sizes[1], sizes[2]]), _ => new TensorShape(sizes.Skip(1).Select(size => (long)size)) };
        var labels = ReadLabels(labelPath ?? LabelsBeside(path), sizes[0], path);
        if (total > memoryLimit && stream == file && file.Length - file.Position == total && total / sizes[0] <= Array.MaxLength)
            return new FileSamples(path, file.Position, sizes[0], shape, format) { Labels = labels };
        var elements = Guard(path, () => ReadElements(path, stream, sizes, total));
        return MemorySamples.Of(format, elements, shape, labels, null);
    }

    private static int[] ReadLabels(string path, int count, string images)
    {
        using var file = DatasetFile.Open(path);
        using var stream = Unpacked(file);
        var (sizes, format, total) = Guard(path, () => ReadHeader(path, stream));
        if (format.Kind == 'f' || sizes.Length != 1)
            throw Invalid(path, "it holds no labels: they are one whole number a sample.");
        if (sizes[0] != count)
            throw Invalid(path, $"it has {sizes[0]:N0} labels for the {count:N0} samples of {images}.");
        var elements = Guard(path, () => ReadElements(path, stream, sizes, total));
        NumberFormat.Swap(elements, format.Size);
        return new NumpyArray(elements, format, [sizes[0]]).Integers();
    }

    private static string LabelsBeside(string images)
    {
        var name = Path.GetFileName(images);
        var at = name.IndexOf("-images", StringComparison.Ordinal);
        var folder = Path.GetDirectoryName(images) ?? ".";
        // Some unpack them with a dot: train-images.idx3-ubyte.
        var found = at < 0 ? null : new[] { "-labels-idx1", "-labels.idx1" }.Select(part => name[..at] + part)
            .SelectMany(start => Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal)).FirstOrDefault();
        return found ?? throw new FreezeException(ErrorCode.DatasetNotFound, images, $"No labels lie beside {images}.", "Name them with -LabelPath; without it, x-images-idx3-ubyte goes with x-labels-idx1-ubyte in the same folder.");
    }

    private static Stream Unpacked(FileStream file)
    {
        var isPacked = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw Invalid(path, "it is cut short or damaged.", error);
        }
    }

    private static (int[] Sizes, NumberFormat Format, long Total) ReadHeader(string path, Stream stream)
    {
        var magic = new byte[4];
        stream.ReadExactly(magic);
        if (!IsIdx(magic) || magic[0] != 0)
            throw Invalid(path, $"it is not an IDX file of numbers in 1 to {MaximumDimensions} dimensions.");
        var sizes = new int[magic[3]];
        var number = new byte[4];
        var format = magic[2] switch
        {
            0x08 => new NumberFormat('u', 1),
            0x09 => new NumberFormat('i', 1),
            0x0B => new NumberFormat('i', 2, IsBigEndian: true),
            0x0C => new NumberFormat('i', 4, IsBigEndian: true),
            0x0D => new NumberFormat('f', 4, IsBigEndian: true),
            _ => new NumberFormat('f', 8, IsBigEndian: true),
        };
        var total = (long)format.Size;
        for (var i = 0; i < sizes.Length; i++)
        {
            stream.ReadExactly(number);
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(number);
            total = sizes[i] < 0 || total > long.MaxValue / Math.Max(1, sizes[i]) ? long.MaxValue : total * sizes[i];
        }

        return total < long.MaxValue || sizes.Contains(0) ? (sizes, format, total) : throw TooLarge(path, sizes);
    }

    private static byte[] ReadElements(string path, Stream stream, int[] sizes, long total)
    {
        if (total > Array.MaxLength)
            throw TooLarge(path, sizes);
        var elements = DatasetFile.ReadExactly(stream, (int)total);
        return stream.ReadByte() < 0 ? elements : throw Invalid(path, "it has more bytes than its header says.");
    }

    private static FreezeException TooLarge(string path, int[] sizes) =>
        Invalid(path, $"its header claims {string.Join(" x ", sizes)} elements, more than the file holds or, compressed, than can be read.");

    private static FreezeException Invalid(string path, string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used: {why}", "Get the file again, and check that images and labels belong together.", inner);
}
