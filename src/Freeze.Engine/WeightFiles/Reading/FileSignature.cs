using System.Text;

namespace Freeze.WeightFiles.Reading;

/// <summary>Names what a file is that turned up in place of weights.</summary>
internal static class FileSignature
{
    private static readonly (byte[] Start, int Offset, string Name)[] Known =
    [
        ("version https://git-lfs"u8.ToArray(), 0, "a git-lfs pointer: the weights themselves were not fetched (git lfs pull)"),
        ([0x1f, 0x8b], 0, "a gzip file (unpack it first)"),
        ("BZh"u8.ToArray(), 0, "a bzip2 file (unpack it first)"),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], 0, "an xz file (unpack it first)"),
        ([0x28, 0xb5, 0x2f, 0xfd], 0, "a zstd file (unpack it first)"),
        ([(byte)'7', (byte)'z', 0xbc, 0xaf], 0, "a 7z file (unpack it first)"),
        ("ustar"u8.ToArray(), 257, "a tar file (unpack it first; torch.save wrote such files before PyTorch 0.2)"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], 0, "a numpy array"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], 0, "an HDF5 file (Keras)"),
        ("GGUF"u8.ToArray(), 0, "a GGUF file (llama.cpp)"),
        ("TFL3"u8.ToArray(), 4, "a TensorFlow Lite file"),
        ("%PDF"u8.ToArray(), 0, "a PDF document"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], 0, "a PNG image"),
        ([0xff, 0xd8, 0xff], 0, "a JPEG image"),
        ([0x7f, (byte)'E', (byte)'L', (byte)'F'], 0, "a program"),
        ("MZ"u8.ToArray(), 0, "a program"),
    ];

    /// <summary>A phrase such as "an HTML page", or null where nothing fits.</summary>
    /// <param name="start">The first bytes of the file, up to 512.</param>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        foreach (var (bytes, offset, name) in Known)
        {
            if (start.Length >= offset + bytes.Length && start.Slice(offset, bytes.Length).SequenceEqual(bytes))
                return name;
        }

        var text = Encoding.Latin1.GetString(start).TrimStart().ToLowerInvariant();
        if (text.StartsWith("<!doctype html", StringComparison.Ordinal) || text.StartsWith("<html", StringComparison.Ordinal))
            return "an HTML page: the download gave a page instead of the file";
        if (text.StartsWith("<?xml", StringComparison.Ordinal) || text.StartsWith('<'))
            return "an XML or HTML page: the download gave a page instead of the file";
        return text.StartsWith('{') || text.StartsWith('[') ? "JSON text without the weight_map of a sharded checkpoint" : null;
    }
}
