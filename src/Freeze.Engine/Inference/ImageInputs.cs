using System.Runtime.InteropServices;
using Freeze.Data;
using Freeze.Data.Images;
using Freeze.Libtorch;
using Freeze.Models.Matching;
using Freeze.Tensors;
using static TorchSharp.torch;

namespace Freeze.Inference;

/// <summary>Makes a model's input of image files, as the model's own data was made.</summary>
internal sealed class ImageInputs
{
    private readonly ImagePreparation _preparation;
    private readonly TensorShape _sample;
    private readonly bool _grey;
    private readonly BackgroundColor _background;

    /// <exception cref="FreezeException">ShapeMismatch: the model takes no images, or nobody knows which.</exception>
    public ImageInputs(TorchModel model)
    {
        _preparation = ImagePreparation.Of(model);
        (_sample, _grey) = (_preparation.Sample, _preparation.Input.Channels == 1);
        _background = BackgroundColor.Parse(_preparation.Input.Background);
    }

    /// <summary>Warning about an assumption; null where the model knows how its images are made.</summary>
    public string? Assumption => _preparation.Assumption;

    /// <summary>Reads an image into its place in a batch. Several threads may do so at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Where the input goes.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch: names the path.</exception>
    public void Read(string path, Span<float> target)
    {
        using var image = ImageDecoder.Decode(path, _grey, _background);
        var transform = new SampleTransform(path, new TensorShape([image.Channels, image.Height, image.Width]), _preparation.For(image.Height, image.Width));
        if (!transform.SampleShape.SequenceEqual(_sample))
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"{path} becomes {transform.SampleShape}, but the model takes {_sample}.",
                "Say how its images are made with Set-TorchModel -Input.");
        }

        transform.Apply(path, image, target);
    }

    /// <summary>Reads images side by side; those that cannot be read are left out and reported.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>One input for each good image, in order, and the exceptions of the bad ones by position.</returns>
    public (Tensor Inputs, IReadOnlyDictionary<int, FreezeException> Bad) ReadAll(IReadOnlyList<string> paths)
    {
        var size = (int)ElementCount.Of(_sample);
        var values = new float[paths.Count][];
        var bad = new Dictionary<int, FreezeException>();
        Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, TorchLibrary.EnsureLoaded().Budget.Threads) }, i =>
        {
            try
            {
                var target = new float[size];
                Read(paths[i], target);
                values[i] = target;
            }
            catch (FreezeException error)
            {
                lock (bad)
                    bad[i] = error;
            }
        });
        var good = values.Where(image => image is not null).ToList();
        var inputs = empty([good.Count, .. _sample], ScalarType.Float32).DetachFromDisposeScope();
        for (var i = 0; i < good.Count; i++)
        {
            // One by one: no span holds a batch of 2 GB.
            using var place = inputs[i];
            good[i].CopyTo(MemoryMarshal.Cast<byte, float>(place.bytes));
        }

        return (inputs, bad);
    }
}
