using System.IO.Compression;

namespace Freeze.Data;

/// <summary>Reads data from NumPy's files: .npz with inputs and labels, or .npy with the labels in a file of their own.</summary>
internal static class NumpyFile
{
    private static readonly string[] InputNames = ["inputs", "images", "x", "data", "arr_0"], LabelNames = ["labels", "y", "targets", "arr_1"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelPath">The .npy file of labels; null to look for it.</param>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid, LabelOutOfRange.</exception>
    public static RawSamples Read(string path, string? labelPath)
    {
        using var file = DatasetFile.Open(path);
        if (file.ReadByte() != 'P')
        {
            var beside = labelPath ?? LabelsBeside(path);
            return Make(path, ReadArray(path, file), beside is null ? null : ReadLabels(beside));
        }

        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var inputs = Find(archive, InputNames) ?? throw Invalid(path, $"it has none of the arrays {string.Join(", ", InputNames)}, but {string.Join(", ", archive.Entries.Take(5).Select(entry => entry.FullName))}.");
            var labels = labelPath is null ? Find(archive, LabelNames) : null;
            return Make(path, ReadEntry(path, inputs), labelPath is not null ? ReadLabels(labelPath) : labels is null ? null : ReadEntry(path, labels));
        }
        catch (InvalidDataException error)
        {
            throw Invalid(path, error.Message, error);
        }
    }

    private static RawSamples Make(string path, NumpyArray inputs, NumpyArray? labels)
    {
        if (inputs.Shape.Length == 0)
            throw Invalid(path, "it holds a single number.");
        var count = inputs.Shape[0];
        // NumPy's images have their channels last, PyTorch's first.
        if (inputs.Shape is [_, not (1 or 3), _, 1 or 3])
            inputs = inputs.Permute([0, 3, 1, 2]);
        var shape = inputs.Shape.Length switch
        {
            1 => new TensorShape([1]),
            3 => new TensorShape([1, inputs.Shape[1], inputs.Shape[2]]),
            _ => new TensorShape(inputs.Shape.Skip(1)),
        };
        if (labels is not null && (labels.Shape.Length == 0 || labels.Shape[0] != count))
            throw Invalid(path, $"its labels are {string.Join(" x ", labels.Shape)}, for {count} samples.");
        var isClasses = labels is { Kind: not 'f' } && labels.Shape is [_] or [_, 1];
        var classes = labels is not null && isClasses ? Classes(path, labels) : null;
        var targets = labels is not null && classes is null ? labels.Floats() : null;
        return (inputs.Kind, inputs.Size) == ('u', 1) ? new RawSamples(inputs.Elements, null, shape, classes, targets) : new RawSamples(null, inputs.Floats(), shape, classes, targets);
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
        file.ReadByte();
        return ReadArray(path, file);
    }

    private static NumpyArray ReadArray(string path, FileStream file)
    {
        file.Position = 0;
        return ReadArray(path, (Stream)file);
    }

    private static NumpyArray ReadEntry(string path, ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return ReadArray($"{path} ({entry.FullName})", stream);
    }

    private static NumpyArray ReadArray(string path, Stream stream)
    {
        try
        {
            return NumpyArray.Read(stream);
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
