using System.Globalization;

namespace Freeze.Data;

/// <summary>Reads the binary versions of CIFAR-10 and CIFAR-100: for each sample one or two labels, then 3 x 32 x 32 bytes.</summary>
internal static class CifarFile
{
    private const int Pixels = 3 * 32 * 32;

    /// <summary>Whether a folder holds the training files.</summary>
    public static bool IsFolder(string path) => TrainingFiles(path).Length > 0;

    /// <summary>Whether a file's length fits.</summary>
    public static bool IsLength(long length) => length > 0 && (length % (Pixels + 1) == 0 || length % (Pixels + 2) == 0);

    /// <summary>Reads a file, or all training files of a folder. Names of classes come from the text files beside them.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="label">For CIFAR-100: fine or coarse; null for fine.</param>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid, LabelOutOfRange, OptionInvalid.</exception>
    public static MemorySamples Read(string path, string? label)
    {
        var files = Directory.Exists(path) ? TrainingFiles(path) : [path];
        if (files.Length == 0)
            throw Invalid(path, "it has neither data_batch_*.bin nor train.bin.");
        var (bytes, labels, count, labelBytes) = (Array.Empty<byte>(), new List<int>(), 0, 0);
        foreach (var file in files)
        {
            using var stream = DatasetFile.Open(file);
            if (stream.Length + bytes.Length > Array.MaxLength)
                throw Invalid(file, "there is more than 2 GB.");
            var content = DatasetFile.ReadExactly(stream, (int)stream.Length);
            labelBytes = LabelBytes(file, content);
            var record = Pixels + labelBytes;
            Array.Resize(ref bytes, bytes.Length + content.Length / record * Pixels);
            for (var at = 0; at < content.Length; at += record, count++)
            {
                labels.Add(content[at + Kind(label, labelBytes)]);
                content.AsSpan(at + labelBytes, Pixels).CopyTo(bytes.AsSpan(count * Pixels));
            }
        }

        RequireRange(path, labels, labelBytes == 1 ? 10 : IsCoarse(label) ? 20 : 100);
        return new MemorySamples(bytes, null, new TensorShape([3, 32, 32]), [.. labels], null) { Classes = Names(files[0], labelBytes, label) };
    }

    private static string[] TrainingFiles(string folder)
    {
        var batches = Directory.GetFiles(folder, "data_batch_*.bin").Order(StringComparer.Ordinal).ToArray();
        return batches.Length > 0 ? batches : Directory.GetFiles(folder, "train.bin");
    }

    private static int LabelBytes(string path, byte[] content)
    {
        if (!IsLength(content.Length))
            throw Invalid(path, $"its {content.Length:N0} bytes are no whole number of records; those of CIFAR-10 have {Pixels + 1:N0} bytes, those of CIFAR-100 {Pixels + 2:N0}.");
        // A length may fit both; where a label should be, a colour is hardly ever below ten each time.
        return content.Length % (Pixels + 1) != 0 || content.Length % (Pixels + 2) == 0 && !HaveTenClasses(content) ? 2 : 1;
    }

    private static bool HaveTenClasses(byte[] content)
    {
        var at = 0;
        while (at < content.Length && content[at] < 10)
            at += Pixels + 1;
        return at >= content.Length;
    }

    private static int Kind(string? label, int labelBytes) => (label?.ToLowerInvariant(), labelBytes) switch
    {
        (null, _) or ("fine", 2) => labelBytes - 1,
        ("coarse", 2) => 0,
        _ => throw new FreezeException(ErrorCode.OptionInvalid, "Label", $"-Label is {label}.", "CIFAR-100 has fine and coarse labels, CIFAR-10 one kind: leave it out."),
    };

    private static void RequireRange(string path, List<int> labels, int classes)
    {
        if (labels.FindIndex(label => label >= classes) is >= 0 and var at)
            throw new FreezeException(ErrorCode.LabelOutOfRange, path, string.Create(CultureInfo.InvariantCulture, $"Sample {at} of {path} has the label {labels[at]}, but there are {classes} classes."), "Check that the file is CIFAR's binary version, and whole.");
    }

    private static bool IsCoarse(string? label) => string.Equals(label, "coarse", StringComparison.OrdinalIgnoreCase);

    private static string[]? Names(string file, int labelBytes, string? label)
    {
        var name = labelBytes == 1 ? "batches.meta.txt" : IsCoarse(label) ? "coarse_label_names.txt" : "fine_label_names.txt";
        var path = Path.Combine(Path.GetDirectoryName(file) ?? ".", name);
        var names = File.Exists(path) && new FileInfo(path).Length < 1 << 16 ? File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray() : null;
        return names?.Length == (labelBytes == 1 ? 10 : IsCoarse(label) ? 20 : 100) ? names : null;
    }

    private static FreezeException Invalid(string path, string why) =>
        new(ErrorCode.DatasetInvalid, path, $"{path} cannot be used as CIFAR data: {why}", "Get the binary version (cifar-10-binary.tar.gz, cifar-100-binary.tar.gz) again and unpack it.");
}
