using Freeze.Data.Arrays;
using Freeze.Data.Images;
using Freeze.Data.Tables;

namespace Freeze.Data;

/// <summary>Opens data files and folders as data sets.</summary>
internal static class DatasetReader
{
    /// <summary>Reads a file, selects classes and then the first samples, and plans how they become inputs.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">What to take, and what to make of it.</param>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid, LabelOutOfRange, ShapeMismatch, OptionInvalid.</exception>
    public static TorchDataset Open(string path, DatasetOptions options)
    {
        if (!Path.Exists(path))
            throw new FreezeException(ErrorCode.DatasetNotFound, path, $"There is no file or folder {path}.", "Check the path; it is relative to the present location.");
        var format = options.Format == DatasetFormat.Auto ? DatasetDetection.Tell(path) : options.Format;
        Check(format, options);
        if (format == DatasetFormat.ImageFolder)
            return ImageFolder.Open(path, options);
        return Make(path, Read(path, format, options), options);
    }

    /// <summary>Makes a data set of samples that are read.</summary>
    /// <param name="path">Where they come from, for messages.</param>
    /// <param name="source">The samples.</param>
    /// <param name="options">What to take, and what to make of it.</param>
    /// <exception cref="FreezeException">DatasetInvalid, ShapeMismatch, OptionInvalid.</exception>
    public static TorchDataset Make(string path, SampleSource source, DatasetOptions options)
    {
        if (source.Count == 0)
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no samples.", "Check the file.");
        var selection = SampleSelection.Make(path, source, options);
        return new TorchDataset(path, source, selection, new SampleTransform(path, source.Shape, options.InputFor(source.Shape), options.Augment));
    }

    private static SampleSource Read(string path, DatasetFormat format, DatasetOptions options)
    {
        try
        {
            return format switch
            {
                DatasetFormat.Idx => IdxFile.Read(path, options.LabelPath, options.MemoryLimit),
                DatasetFormat.Cifar => CifarFile.Read(path, options.Label),
                DatasetFormat.Csv => CsvFile.Read(path, options.Label),
                DatasetFormat.Numpy => NumpyFile.Read(path, options.LabelPath, options.MemoryLimit),
                _ => SafetensorsData.Read(path, options.MemoryLimit),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or OverflowException)
        {
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} cannot be read: {error.Message}", "Check that the file is whole and readable.", error);
        }
    }

    private static void Check(DatasetFormat format, DatasetOptions options)
    {
        if (options.LabelPath is not null && format is not (DatasetFormat.Idx or DatasetFormat.Numpy))
            throw new FreezeException(ErrorCode.OptionInvalid, "LabelPath", $"-LabelPath goes with IDX and NumPy files; {format} data carries its labels.", "Leave it out.");
        if (options.Label is not null && format is not (DatasetFormat.Csv or DatasetFormat.Cifar))
            throw new FreezeException(ErrorCode.OptionInvalid, "Label", $"-Label names a column of a table; {format} data has none.", "Leave it out.");
        if (options.Background is not null && format != DatasetFormat.ImageFolder)
            throw new FreezeException(ErrorCode.OptionInvalid, "Background", $"-Background goes with folders of images; {format} data has no transparency.", "Leave it out.");
        if (options.SkipInvalid && format != DatasetFormat.ImageFolder)
            throw new FreezeException(ErrorCode.OptionInvalid, "SkipInvalid", $"-SkipInvalid goes with folders of images; a damaged {format} file has no sound rest.", "Leave it out.");
    }
}
