namespace Freeze.Data;

/// <summary>Opens data files.</summary>
internal static class DatasetFile
{
    /// <exception cref="FreezeException">DatasetNotFound, or DatasetInvalid where it is there and cannot be read.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path) || !File.Exists(path))
        {
            throw new FreezeException(ErrorCode.DatasetNotFound, path, Directory.Exists(path) ? $"{path} is a folder, not a data file." : $"There is no file {path}.",
                "Check the path; it is relative to the present location.");
        }

        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FreezeException(ErrorCode.DatasetInvalid, path, $"{path} cannot be read: {error.Message}", "Check its permissions.", error);
        }
    }
}
