using System.IO.Compression;

namespace Freeze.Data.Arrays;

/// <summary>Reads data from NumPy's files: .npz with inputs and labels, or .npy with the labels in a file of their own.</summary>
internal static class NumpyFile
{
    private static readonly string[] InputNames = ["inputs", "images", "x", "data", "arr_0"], LabelNames = ["labels", "y", "targets", "arr_1"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelPath">The .npy file of labels; null to look for it.</param>
    /// <param name="memoryLimit">Bytes beyond which samples stay in the file.</param>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid, LabelOutOfRange.</exception>
    public static SampleSource Read(string path, string? labelPath, long memoryLimit)
    {
        using var file = DatasetFile.Open(path);
        if (file.ReadByte() != 'P')
        {
            file.Position = 0;
            var beside = labelPath ?? LabelsBeside(path);
            var labels = beside is null ? null : ReadLabels(beside);
            var header = Guard(path, () => NumpyHeader.Read(file));
            return header.Bytes > memoryLimit && !header.IsFortran ? Stream(path, file.Position, header, labels) : Make(path, Guard(path, () => NumpyArray.Read(file, header)), labels);
        }

        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var inputs = Find(archive, InputNames) ?? throw Invalid(path, $"it has none of the arrays {string.Join(", ", InputNames)}, but {(archive.Entries.Count == 0 ? "is empty" : string.Join(", ", archive.Entries.Take(5).Select(entry => entry.FullName)))}.");
            var labels = labelPath is null ? Find(archive, LabelNames) : null;
            return Make(path, ReadEntry(path, inputs), labelPath is not null ? ReadLabels(labelPath) : labels is null ? null : ReadEntry(path, labels));
        }
        catch (InvalidDataException error)
        {
            throw Invalid(path, error.Message, error);
        }
    }

    private static MemorySamples Make(string path, NumpyArray inputs, NumpyArray? labels)
    {
        var count = Count(path, inputs.Shape);
        if (HasChannelsLast(inputs.Shape))
            inputs = inputs.Permute([0, 3, 1, 2]);
        var (classes, targets) = Labels(path, labels, count);
        return MemorySamples.Of(inputs.Format, inputs.Elements, SampleShape(inputs.Shape), classes, targets);
    }

    private static FileSamples Stream(string path, long offset, NumpyHeader header, NumpyArray? labels)
    {
        var count = Count(path, header.Shape);
        if (header.Bytes / count > Array.MaxLength)
            throw Invalid(path, "one sample has more than 2 GB.");
        var (classes, targets) = Labels(path, labels, count);
        var last = HasChannelsLast(header.Shape);
        var shape = last ? new TensorShape([header.Shape[3], header.Shape[1], header.Shape[2]]) : SampleShape(header.Shape);
        return new FileSamples(path, offset, (int)count, shape, header.Format, last) { Labels = classes, Targets = targets };
    }

    private static long Count(string path, long[] shape) => shape.Length == 0 ? throw Invalid(path, "it holds a single number.")
        : shape[0] <= Array.MaxLength ? shape[0] : throw Invalid(path, $"its header claims {shape[0]:N0} samples.");

    // NumPy's images have their channels last, PyTorch's first.
    private static bool HasChannelsLast(long[] shape) => shape is [_, not (1 or 3), _, 1 or 3];

    private static TensorShape SampleShape(long[] shape) => shape.Length switch
    {
        1 => new TensorShape([1]),
        3 => new TensorShape([1, shape[1], shape[2]]),
        _ => new TensorShape(shape.Skip(1)),
    };

    private static (int[]? Classes, float[]? Targets) Labels(string path, NumpyArray? labels, long count)
    {
        if (labels is null)
            return (null, null);
        if (labels.Shape.Length == 0 || labels.Shape[0] != count)
            throw Invalid(path, $"its labels are {string.Join(" x ", labels.Shape)}, for {count} samples.");
        return labels.Format.Kind != 'f' && labels.Shape is ([_] or [_, 1]) ? (Classes(path, labels), null) : (null, labels.Floats());
    }

    private static int[] Classes(string path, NumpyArray labels)
    {
        try
        {
            return labels.Integers();
        }
        catch (OverflowException error)
        {
            throw new FreezeException(ErrorCode.LabelOutOfRange, path, $"{path} has a label beyond {int.MaxValue:N0}, which is no class number.", "Number the classes 0, 1, 2, ...", error);
        }
    }

    private static NumpyArray ReadLabels(string path)
    {
        using var file = DatasetFile.Open(path);
        return Guard(path, () => NumpyArray.Read(file));
    }

    private static NumpyArray ReadEntry(string path, ZipArchiveEntry entry)
    {
        using var stream = new ChecksumStream(entry.Open(), entry.Crc32);
        return Guard($"{path} ({entry.FullName})", () =>
        {
            var array = NumpyArray.Read(stream);
            stream.RequireSound();
            return array;
        });
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException error)
        {
            throw Invalid(path, "it is cut short.", error);
        }
        catch (InvalidDataException error)
        {
            throw Invalid(path, error.Message, error);
        }
    }

    private static ZipArchiveEntry? Find(ZipArchive archive, string[] names) => names
        .Select(name => archive.Entries.FirstOrDefault(entry => entry.FullName.Equals(name + ".npy", StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(entry => entry is not null);

    // x-images.npy goes with x-labels.npy, inputs.npy with labels.npy, X.npy with y.npy.
    private static string? LabelsBeside(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(path) ?? ".", Path.GetFileNameWithoutExtension(path));
        var beside = name.Equals("x", StringComparison.OrdinalIgnoreCase) ? ["y"]
            : new[] { "images", "inputs" }.Where(part => name.Contains(part, StringComparison.Ordinal)).Select(part => name.Replace(part, "labels", StringComparison.Ordinal));
        return beside.Select(other => Path.Combine(folder, other + ".npy")).FirstOrDefault(File.Exists);
    }

    private static FreezeException Invalid(string path, string why, Exception? inner = null) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used: {why}", "Save inputs (N x C x H x W, N x H x W x C, or N x features) and labels (N class numbers), as with numpy.savez(path, inputs=x, labels=y).", inner);
}
