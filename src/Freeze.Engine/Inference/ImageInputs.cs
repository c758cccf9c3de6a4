using System.Runtime.InteropServices;
using Freeze.Data;
using Freeze.Runtime;
using static TorchSharp.torch;

namespace Freeze.Inference;

/// <summary>Makes a model's input of image files, as the model's own data was made.</summary>
internal sealed class ImageInputs
{
    private readonly InputTransform _input;
    private readonly TensorShape _sample;
    private readonly bool _grey;
    private readonly BackgroundColor _background;

    /// <exception cref="FreezeException">ShapeMismatch: the model takes no images, or nobody knows which.</exception>
    public ImageInputs(TorchModel model)
    {
        if (model.SampleShape is not { Count: 3 } sample)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, model.Name, model.SampleShape is { } other ? $"{model.Name} takes samples of {other}, not images." : $"How {model.Name} takes images is not known.",
                "Give it tensors; Start-FineTune on images, or a file that Export-TorchModel has written, tells a model how its images are made.");
        }

        (_sample, _input) = (sample, model.Input ?? Published(model, sample));
        _grey = _input.Channels == 1;
        _background = BackgroundColor.Parse(_input.Background);
    }

    /// <summary>Reads an image into its place in a batch. Several threads may do so at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Where the input goes.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch: names the path.</exception>
    public void Read(string path, Span<float> target)
    {
        using var image = ImageDecoder.Decode(path, _grey, _background);
        var transform = new SampleTransform(path, new TensorShape([image.Channels, image.Height, image.Width]), _input);
        if (!transform.SampleShape.SequenceEqual(_sample))
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, path, $"{path} becomes {transform.SampleShape}, but the model takes {_sample}.",
                "The model's images were not resized when it was trained: give images of the same size, or train it on data that was imported with -ImageSize.");
        }

        transform.Apply(path, image, target);
    }

    /// <summary>Reads images side by side; those that cannot be read are left out and reported.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>One input for each good image, in order, and the exceptions of the bad ones by position.</returns>
    public (Tensor Inputs, IReadOnlyDictionary<int, FreezeException> Bad) ReadAll(IReadOnlyList<string> paths)
    {
        var size = (int)_sample.Aggregate(1L, (product, length) => product * length);
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

    // What torchvision's published weights were evaluated with: a square cut from a slightly larger image, normalised as ImageNet is.
    private static InputTransform Published(TorchModel model, TensorShape sample)
    {
        if (model.Architecture is null || sample[0] != 3 || sample[1] != sample[2])
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, model.Name, $"How images become the input of {model.Name} is not known.",
                "Train it with Start-FineTune, or import what Export-TorchModel has written: both tell a model how its images are made. Or give it tensors.");
        }

        return new InputTransform { ImageSize = [(int)sample[1]], ResizeSize = (int)(sample[1] * 256 / 224), Channels = 3, Mean = [0.485, 0.456, 0.406], StandardDeviation = [0.229, 0.224, 0.225] };
    }
}
