using System.Globalization;
using Freeze.Tensors;
using Freeze.WeightFiles.Writing;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Data.Images;

/// <summary>Images side by side in one picture, laid out as torchvision's make_grid does: row after row, with a border around each.</summary>
/// <param name="options">The layout.</param>
public sealed class ImageGrid(ImageGridOptions options)
{
    // What PNG readers take without complaint, and more than a screen shows.
    private const int MaximumSide = 32767;

    private readonly List<float[]> _images = [];
    private readonly ValueSpan _span = new();
    private int _height, _width;

    /// <summary>Images so far.</summary>
    public int Count => _images.Count;

    private bool HasColour => _images.Exists(image => image.Length == 3 * _height * _width);

    /// <summary>Adds images.</summary>
    /// <param name="images">N x C x H x W, or C x H x W for one; 1 or 3 channels, of any data type on any device. Bytes are divided by 255, as those of data sets are.</param>
    /// <exception cref="FreezeException">ShapeMismatch.</exception>
    public void Add(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (images.is_complex() || images.dim() is not (3 or 4) || images.shape[^3] is not (1 or 3) || images.numel() == 0)
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, "InputObject", $"A tensor of {new TensorShape(images.shape)} and {images.dtype} is not images.",
                "Give tensors of N x C x H x W, or C x H x W for one image, with 1 or 3 channels.");
        }

        var values = images.detach().to(ScalarType.Float32).cpu().reshape([-1, .. images.shape[^3..]]).contiguous();
        if (images.dtype == ScalarType.Byte)
            values = values / 255;
        for (var i = 0L; i < values.shape[0]; i++)
            Add(values[i].data<float>().ToArray(), (int)values.shape[^2], (int)values.shape[^1]);
    }

    /// <summary>Adds the first samples of a data set, its normalisation undone.</summary>
    /// <param name="data">The data set; its samples are images.</param>
    /// <param name="count">How many at most.</param>
    /// <exception cref="FreezeException">ShapeMismatch, OptionInvalid, and what reading the data throws.</exception>
    public void Add(TorchDataset data, int count)
    {
        if (data.SampleShape.Count != 3 || data.SampleShape[0] is not (1 or 3))
            throw new FreezeException(ErrorCode.ShapeMismatch, "Data", $"The samples of {data.Source} are {data.SampleShape}, not images of 1 or 3 channels.", "Give image data.");
        RequireAtLeast("Count", count, 1);
        var (channels, height, width) = ((int)data.SampleShape[0], (int)data.SampleShape[1], (int)data.SampleShape[2]);
        var normalization = new Normalization(data.Input, channels);
        // One at a time: pictures are few, and a batch of large ones would take memory for nothing.
        for (var i = 0; i < Math.Min(count, data.Count); i++)
        {
            using var batch = data.ReadBatch([i]);
            var values = batch.Inputs.data<float>().ToArray();
            for (var at = 0; at < values.Length; at++)
            {
                var channel = at / (height * width);
                values[at] = values[at] * normalization.Deviation(channel) + normalization.Mean(channel);
            }

            Add(values, height, width);
        }
    }

    /// <summary>Writes the picture as PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file that is there already is replaced.</param>
    /// <exception cref="FreezeException">OptionInvalid, DatasetInvalid: there is no image; OutputExists, OutputNotWritable.</exception>
    public void Write(string path, bool overwrite)
    {
        using var picture = Draw();
        using var png = picture.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, overwrite, png.SaveTo);
    }

    private SKBitmap Draw()
    {
        RequireAtLeast("Columns", options.Columns, 1);
        RequireAtLeast("Padding", options.Padding, 0);
        if (_images.Count == 0)
            throw new FreezeException(ErrorCode.DatasetInvalid, "InputObject", "There is no image to draw.", "Give at least one tensor of images, or data with samples.");
        var columns = Math.Min(options.Columns, _images.Count);
        var rows = CeilingDivision.Of(_images.Count, columns);
        long width = (long)columns * (_width + options.Padding) + options.Padding, height = (long)rows * (_height + options.Padding) + options.Padding;
        if (width > MaximumSide || height > MaximumSide)
        {
            throw new FreezeException(ErrorCode.OptionInvalid, "Columns", string.Create(CultureInfo.InvariantCulture, $"{_images.Count} images in {columns} columns make a picture of {width} x {height} pixels; {MaximumSide} is the most on a side."),
                "Give fewer images, other -Columns, or less -Padding.");
        }

        var (black, white) = _span.Resolve(options);
        var colour = HasColour;
        var picture = new SKBitmap(new SKImageInfo((int)width, (int)height, colour ? SKColorType.Rgb888x : SKColorType.Gray8, SKAlphaType.Opaque));
        picture.Erase(SKColors.Black);
        var step = colour ? 4 : 1;
        var pixels = picture.GetPixelSpan();
        // The bitmap's memory is its own and is not moved while it lives.
        for (var i = 0; i < _images.Count; i++)
        {
            var corner = (options.Padding + i / columns * (_height + options.Padding)) * picture.RowBytes + (options.Padding + i % columns * (_width + options.Padding)) * step;
            Copy(_images[i], pixels[corner..], picture.RowBytes, step, (float)black, (float)(255 / (white - black)));
        }

        return picture;
    }

    private void Copy(float[] image, Span<byte> target, int rowBytes, int step, float black, float scale)
    {
        var plane = _height * _width;
        var isGrey = image.Length == plane;
        for (var channel = 0; channel < (step == 1 ? 1 : 3); channel++)
        {
            var source = image.AsSpan(isGrey ? 0 : channel * plane, plane);
            for (var y = 0; y < _height; y++)
            {
                for (var x = 0; x < _width; x++)
                    target[y * rowBytes + x * step + channel] = ToByte((source[y * _width + x] - black) * scale);
            }
        }
    }

    // What is not a number is black.
    private static byte ToByte(float value) => value >= 255 ? (byte)255 : value > 0 ? (byte)(value + 0.5f) : (byte)0;

    private void Add(float[] image, int height, int width)
    {
        if (_images.Count > 0 && (height != _height || width != _width))
        {
            throw new FreezeException(ErrorCode.ShapeMismatch, "InputObject", $"An image of {height} x {width} pixels does not fit beside those of {_height} x {_width}.",
                "Give images of one size, or a picture for each size.");
        }

        (_height, _width) = (height, width);
        _span.Include(image);
        _images.Add(image);
    }

    private static void RequireAtLeast(string option, int value, int least)
    {
        if (value < least)
            throw new FreezeException(ErrorCode.OptionInvalid, option, $"-{option} is {value}.", $"Give it a number of at least {least}.");
    }
}
