namespace Freeze.Data;

/// <summary>Tells the kind of data from what lies at a path.</summary>
internal static class DatasetDetection
{
    /// <summary>Tells the kind.</summary>
    /// <exception cref="FreezeException">DatasetInvalid: it is none of the known ones.</exception>
    public static DatasetFormat Tell(string path)
    {
        if (Directory.Exists(path))
            return CifarFile.IsFolder(path) ? DatasetFormat.Cifar : DatasetFormat.ImageFolder;
        using var file = DatasetFile.Open(path);
        Span<byte> start = stackalloc byte[9];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.IsEmpty)
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} is empty.", "Get the file again.");
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return start switch
        {
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => DatasetFormat.Numpy,
            [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] when extension == ".npz" => DatasetFormat.Numpy,
            _ when extension is ".csv" or ".tsv" or ".txt" => DatasetFormat.Csv,
            _ when extension == ".bin" && CifarFile.IsLength(file.Length) => DatasetFormat.Cifar,
            _ when IdxFile.IsIdx(start) => DatasetFormat.Idx,
            [_, _, _, _, _, _, _, _, (byte)'{'] => DatasetFormat.Safetensors,
            _ => throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} is none of the kinds that are told by their content: IDX, CIFAR binary, NumPy, .safetensors, .csv, or a folder of images.",
                "Name its kind with -Format, or convert it."),
        };
    }
}
