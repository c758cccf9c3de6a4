using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Freeze.Data.Images;

/// <summary>Images in files of their own, decoded when they are read.</summary>
internal sealed class ImageFiles(string root, string[] files, bool grey, BackgroundColor background, TensorShape shape) : SampleSource
{
    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override TensorShape Shape { get; } = shape;

    /// <inheritdoc/>
    public override bool IsByte => true;

    /// <inheritdoc/>
    public override bool IsSlow => true;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, ulong Hash)> Fingerprints(int[] selected)
    {
        var used = Array.ConvertAll(selected, index => files[index]);
        var sizes = Array.ConvertAll(used, file => new FileInfo(file) is { Exists: true } info ? info.Length : -1);
        var (names, lengths) = (new XxHash3(grey ? 3 : 2), XxHash3.HashToUInt64(MemoryMarshal.AsBytes(sizes.AsSpan())));
        foreach (var file in used)
            names.Append(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')}\n"));
        return [("file names", names.GetCurrentHashAsUInt64()), ("lengths of the files", lengths), ("contents of the files", ContentHash.Of(used, sizes))];
    }

    /// <inheritdoc/>
    public override void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed)
    {
        using var image = ImageDecoder.Decode(files[index], grey, background);
        transform.Apply(files[index], image, target, seed?.For(index));
    }
}
