using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Data;

/// <summary>Hashes what is in files, wherever they lie and whenever they were written: a copy is the same data. Of more data than can be read at once, parts speak for the whole.</summary>
internal static class ContentHash
{
    // The first epoch reads as much anyway, and finds it in memory then.
    private const long WholeBytes = 1 << 28;
    private const int Files = 1000, Pieces = 3, Piece = 1 << 14;

    /// <summary>A hash of files: of all their bytes up to 256 MB, and beyond that of the beginning, middle and end of 1,000 of them from all over.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="lengths">Their bytes; less than 0 for one that is not there.</param>
    /// <param name="wholeBytes">Bytes up to which all are read.</param>
    public static ulong Of(IReadOnlyList<string> paths, IReadOnlyList<long> lengths, long wholeBytes = WholeBytes)
    {
        var hash = new XxHash3();
        var buffer = new byte[1 << 16];
        var isWhole = lengths.Sum(length => Math.Max(0, length)) <= wholeBytes;
        var count = isWhole ? paths.Count : Math.Min(Files, paths.Count);
        for (var i = 0; i < count; i++)
        {
            // The last file too: what is added at the end counts.
            var at = count == 1 ? 0 : (int)((long)i * (paths.Count - 1) / (count - 1));
            if (lengths[at] > 0)
                Add(hash, paths[at], lengths[at], isWhole, buffer);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>A hash of one open file: of all its bytes up to 256 MB, and beyond that of 1,000 pieces from all over.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ulong Of(SafeFileHandle file)
    {
        var hash = new XxHash3();
        var buffer = new byte[1 << 16];
        var length = RandomAccess.GetLength(file);
        if (length <= WholeBytes)
            Add(hash, file, 0, length, buffer);
        for (var piece = 0; length > WholeBytes && piece < Files; piece++)
            Add(hash, file, (length - Piece) / (Files - 1) * piece, Piece, buffer);
        return hash.GetCurrentHashAsUInt64();
    }

    private static void Add(XxHash3 hash, string path, long length, bool isWhole, byte[] buffer)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (isWhole || length <= Pieces * Piece)
            {
                Add(hash, file, 0, length, buffer);
                return;
            }

            for (var piece = 0; piece < Pieces; piece++)
                Add(hash, file, (length - Piece) / (Pieces - 1) * piece, Piece, buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the sample gets to hear why; here it counts as a file without content.
        }
    }

    private static void Add(XxHash3 hash, SafeFileHandle file, long from, long count, byte[] buffer)
    {
        for (long done = 0; done < count;)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, count - done)), from + done);
            if (read == 0)
                return;
            hash.Append(buffer.AsSpan(0, read));
            done += read;
        }
    }
}
