using System.Globalization;
using Freeze.Data;
using Freeze.Data.Images;
using Freeze.Libtorch;
using Freeze.Models;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.Training.Adversarial;

/// <summary>Pictures of what a generator makes of the same noise after each epoch: 64 samples in eight rows, the data's normalisation undone.</summary>
internal sealed class SamplePictures : IDisposable
{
    private const int Side = 8;

    private readonly string _path;
    private readonly Precision _precision;
    private readonly Tensor _scale, _shift, _latent;

    /// <summary>Draws the noise, and finds out whether pictures can be written.</summary>
    /// <param name="path">A folder, or a .png whose name is extended by the epoch.</param>
    /// <param name="noise">What samples are made of, at its beginning.</param>
    /// <param name="data">The real samples, which are images.</param>
    /// <param name="precision">What the generator computes in.</param>
    /// <exception cref="FreezeException">ShapeMismatch: samples are no images. OutputNotWritable.</exception>
    public SamplePictures(string path, LatentNoise noise, TorchDataset data, Precision precision)
    {
        (_path, _precision) = (path, precision);
        if (data.SampleShape.Count != 3 || data.SampleShape[0] is not (1 or 3))
            throw new FreezeException(ErrorCode.ShapeMismatch, "SamplePath", $"-SamplePath draws images of 1 or 3 channels, and the samples of {data.Source} are {data.SampleShape}.", "Leave it out, or give image data.");
        try
        {
            OutputPath.CreateFolder(Path.GetDirectoryName(PathOf(1))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException(ErrorCode.OutputNotWritable, path, $"No pictures can be written to '{path}': {error.Message}", "Check the rights to the folder, or give another -SamplePath.", error);
        }

        var channels = (int)data.SampleShape[0];
        var normalization = new Normalization(data.Input, channels);
        float[] Each(Func<int, float> value) => [.. Enumerable.Range(0, channels).Select(value)];
        using var scope = NewDisposeScope();
        _scale = tensor(Each(normalization.Deviation)).reshape(1, channels, 1, 1).DetachFromDisposeScope();
        _shift = tensor(Each(normalization.Mean)).reshape(1, channels, 1, 1).DetachFromDisposeScope();
        _latent = noise.Draw(Side * Side).DetachFromDisposeScope();
    }

    /// <summary>Writes the picture of an epoch; one that is there is replaced.</summary>
    /// <param name="generator">The network as it is; it is in evaluation mode afterwards.</param>
    /// <param name="shape">The shape in which it takes noise.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns>The file's full path; or, since a run is worth more than its pictures, why there is none.</returns>
    /// <exception cref="FreezeException">OutOfMemory.</exception>
    public (string? Path, string? Trouble) Write(TorchModel generator, TensorShape shape, int epoch)
    {
        var grid = new ImageGrid(new ImageGridOptions { Columns = Side, Minimum = 0, Maximum = 1 });
        NativeFailure.Translate($"Drawing samples of {generator.Name}", () =>
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            generator.Module.eval();
            var samples = ForwardPass.Run(generator, _latent.reshape([Side * Side, .. shape]), _precision);
            grid.Add(samples.to(ScalarType.Float32).cpu() * _scale + _shift);
        });
        var path = PathOf(epoch);
        try
        {
            grid.Write(path, overwrite: true);
            return (path, null);
        }
        catch (FreezeException error) when (error.Code == ErrorCode.OutputNotWritable)
        {
            return (null, $"{error.Message} The run goes on without this picture.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
        _latent.Dispose();
    }

    private string PathOf(int epoch)
    {
        var number = epoch.ToString("D4", CultureInfo.InvariantCulture);
        return Path.GetExtension(_path).Equals(".png", StringComparison.OrdinalIgnoreCase)
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_path))!, $"{Path.GetFileNameWithoutExtension(_path)}-{number}.png")
            : Path.Combine(Path.GetFullPath(_path), $"epoch-{number}.png");
    }
}
