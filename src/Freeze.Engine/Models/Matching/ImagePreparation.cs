using System.Globalization;

namespace Freeze.Models.Matching;

/// <summary>How pictures of any size become a model's input.</summary>
/// <param name="Input">The steps.</param>
/// <param name="Sample">The shape of the input, channels first.</param>
/// <param name="Assumption">What had to be assumed, as a warning says it; null where the model knows.</param>
internal sealed record ImagePreparation(InputTransform Input, TensorShape Sample, string? Assumption)
{
    /// <summary>Height and width of the picture in the input, without the border.</summary>
    public (int Height, int Width) Size => ((int)Sample[1] - 2 * Input.Padding, (int)Sample[2] - 2 * Input.Padding);

    /// <summary>The steps for a picture of a size: one that was trained on as it was is resized where it has another one.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Its columns.</param>
    public InputTransform For(int height, int width) =>
        Input.ImageSize.Count > 0 || Size == (height, width) ? Input
            : Input with { ImageSize = Size.Height == Size.Width ? [Size.Height] : [Size.Height, Size.Width] };

    /// <summary>Finds out how a model takes pictures.</summary>
    /// <exception cref="FreezeException">ShapeMismatch: it takes none, or nobody knows which.</exception>
    public static ImagePreparation Of(TorchModel model)
    {
        if (model.SampleShape is not { Count: 3 } sample)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, model.Name,
                model.SampleShape is { } other ? $"{model.Name} takes samples of {other}, not images." : $"How {model.Name} takes images is not known.",
                "Give it tensors; or say how its images are made with Set-TorchModel -Input. "
                    + "Start-FineTune on images, and a file that Export-TorchModel has written, tell a model too.");
        }

        if (model.Input is { } input)
            return new ImagePreparation(input.Channels is null ? input with { Channels = (int)sample[0] } : input, sample, null);
        if (Published(model) is not { } published)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, model.Name, $"How images become the input of {model.Name} is not known.",
                "Say it with Set-TorchModel -Input, train the model with Start-FineTune, or import what Export-TorchModel has written: "
                    + "all tell a model how its images are made. Or give it tensors.");
        }

        var (resized, cut) = (published.ResizeSize, published.ImageSize[0]);
        return new ImagePreparation(published, sample, string.Create(CultureInfo.InvariantCulture,
            $"How images became the input of {model.Name} is not known; ImageNet's way is assumed: the shorter side resized to {resized}, ")
            + string.Create(CultureInfo.InvariantCulture, $"{cut} x {cut} cut from the middle, ")
            + "ImageNet's mean and standard deviation. Set-TorchModel -Input says otherwise.");
    }

    /// <summary>How torchvision's published weights were evaluated: a square cut from a slightly larger image, normalised as ImageNet is. Null where they are
    /// not for such inputs.</summary>
    /// <param name="model">The model, as it was built.</param>
    public static InputTransform? Published(TorchModel model)
    {
        if (model is not { Architecture: not null, SampleShape: [3, var height, var width] } || height != width)
            return null;
        return new InputTransform
        {
            ImageSize = [(int)height],
            ResizeSize = (int)(height * 256 / 224),
            Channels = 3,
            Mean = [0.485, 0.456, 0.406],
            StandardDeviation = [0.229, 0.224, 0.225],
            Range = [0, 1],
        };
    }
}
