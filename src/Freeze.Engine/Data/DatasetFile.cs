namespace Freeze.Data;

/// <summary>Opens and reads data files.</summary>
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

    /// <summary>Reads so many bytes. Memory is taken for what is there, not for what a header claims.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static byte[] ReadExactly(Stream stream, int total)
    {
        if (stream is FileStream file)
        {
            if (file.Length - file.Position < total)
                throw new EndOfStreamException();
            var whole = new byte[total];
            stream.ReadExactly(whole);
            return whole;
        }

        var bytes = new byte[Math.Min(total, 1 << 20)];
        var read = 0;
        while (read < total)
        {
            if (read == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(total, bytes.Length * 2L));
            var piece = stream.Read(bytes, read, bytes.Length - read);
            if (piece == 0)
                throw new EndOfStreamException();
            read += piece;
        }

        return bytes;
    }
}
