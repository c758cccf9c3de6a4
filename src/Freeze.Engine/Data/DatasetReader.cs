namespace Freeze.Data;

/// <summary>Opens data files as data sets.</summary>
internal static class DatasetReader
{
    /// <summary>Reads a file, selects classes and then the first samples, and plans how they become inputs.</summary>
    /// <exception cref="FreezeException">DatasetNotFound, DatasetInvalid, ShapeMismatch, OptionInvalid.</exception>
    public static TorchDataset Open(string path, DatasetOptions options)
    {
        var raw = Detect(path, options.Format) switch
        {
            DatasetFormat.Idx => IdxFile.Read(path, options.LabelPath),
            _ => SafetensorsData.Read(path),
        };
        if (raw.Count == 0)
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} has no samples.", "Check the file.");
        var selection = SampleSelection.Make(path, raw, options);
        return new TorchDataset(path, raw, selection, new SampleTransform(path, raw.Shape, options.Input));
    }

    private static DatasetFormat Detect(string path, DatasetFormat wanted)
    {
        using var file = DatasetFile.Open(path);
        if (wanted != DatasetFormat.Auto)
            return wanted;
        Span<byte> start = stackalloc byte[9];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..read];
        if (IdxFile.IsIdx(start))
            return DatasetFormat.Idx;
        if (read == 9 && start[8] == '{')
            return DatasetFormat.Safetensors;
        throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} is neither an IDX nor a .safetensors file.", "Name its kind with -Format, or convert it.");
    }
}
