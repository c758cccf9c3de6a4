using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Freeze.Data;

/// <summary>Images in files of their own, decoded when they are read.</summary>
internal sealed class ImageFiles(string root, string[] files, bool grey, BackgroundColor background, TensorShape shape) : SampleSource
{
    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override TensorShape Shape { get; } = shape;

    /// <inheritdoc/>
    public override bool IsSlow => true;

    // Reading every image would take longer than the first epoch: name, length and time of each file stand for it.
    /// <inheritdoc/>
    public override ulong Fingerprint()
    {
        var hash = new XxHash3(grey ? 3 : 2);
        foreach (var file in files)
        {
            var info = new FileInfo(file);
            hash.Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetRelativePath(root, file)}|{(info.Exists ? info.Length : -1)}|{(info.Exists ? info.LastWriteTimeUtc.Ticks : 0)}\n")));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <inheritdoc/>
    public override void Read(int index, SampleTransform transform, Span<float> target, AugmentationSeed? seed)
    {
        using var image = ImageDecoder.Decode(files[index], grey, background);
        transform.Apply(files[index], image, target, seed?.For(index));
    }
}
