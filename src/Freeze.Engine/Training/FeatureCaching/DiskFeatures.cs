using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Freeze.Training.FeatureCaching;

/// <summary>
/// Features in a file that is taken from the disk whole at the start, and goes when the process does, however that ends. Read and written by calls and
/// not through memory: a disk that fails then is an exception, and not the end of the process.
/// </summary>
internal sealed class DiskFeatures : FeatureStore
{
    // What one piece of a batch has at most, well below the 2 GB that a span can hold.
    private const int Piece = 1 << 28;

    private readonly SafeFileHandle _file;
    private readonly long _rowBytes;
    private readonly int _pieceRows;

    /// <param name="folder">Where the file is made.</param>
    /// <param name="rows">How many rows it holds.</param>
    /// <param name="shape">The shape of one.</param>
    /// <param name="type">The type of the elements.</param>
    /// <param name="piece">Bytes that are read and written by one look at memory, if they are more than one row.</param>
    /// <exception cref="IOException">There is no room, or no right to write, or a row is too large.</exception>
    public DiskFeatures(string folder, long rows, long[] shape, ScalarType type, int piece = Piece)
        : base(rows, shape, type)
    {
        _rowBytes = RowBytes;
        if (_rowBytes > Array.MaxLength)
            throw new IOException("What the frozen layers give for one sample takes more than 2 GB.");
        _pieceRows = (int)Math.Max(1, piece / Math.Max(1, _rowBytes));
        var path = Path.Combine(folder, $"freeze-features-{Guid.NewGuid():N}.tmp");
        try
        {
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.RandomAccess, preallocationSize: rows * _rowBytes);
            // Without a name it goes with its last handle, even if the process is killed. Windows does so by itself.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override string Place => "on disk";

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<long> rows, Tensor features)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var all = features.detach().cpu().contiguous();
        for (var start = 0; start < rows.Length; start += _pieceRows)
        {
            var piece = rows.Slice(start, Math.Min(_pieceRows, rows.Length - start));
            using var part = all.narrow(0, start, piece.Length);
            WritePiece(piece, part.bytes);
        }
    }

    /// <inheritdoc/>
    public override Tensor Read(ReadOnlySpan<long> rows)
    {
        var result = empty([rows.Length, .. Shape], Type).DetachFromDisposeScope();
        try
        {
            for (var start = 0; start < rows.Length; start += _pieceRows)
            {
                var piece = rows.Slice(start, Math.Min(_pieceRows, rows.Length - start));
                using var part = result.narrow(0, start, piece.Length);
                ReadPiece(piece, part.bytes);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private void WritePiece(ReadOnlySpan<long> rows, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < rows.Length;)
        {
            var run = RunLength(rows[i..]);
            RandomAccess.Write(_file, bytes.Slice((int)(i * _rowBytes), (int)(run * _rowBytes)), rows[i] * _rowBytes);
            i += run;
        }
    }

    private void ReadPiece(ReadOnlySpan<long> rows, Span<byte> bytes)
    {
        for (var i = 0; i < rows.Length;)
        {
            var run = RunLength(rows[i..]);
            ReadExactly(bytes.Slice((int)(i * _rowBytes), (int)(run * _rowBytes)), rows[i] * _rowBytes);
            i += run;
        }
    }

    private void ReadExactly(Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_file, target, offset);
            if (read == 0)
                throw new EndOfStreamException("The file of features ends too early.");
            target = target[read..];
            offset += read;
        }
    }

    // Rows that follow each other take one call.
    private static int RunLength(ReadOnlySpan<long> rows)
    {
        var length = 1;
        while (length < rows.Length && rows[length] == rows[length - 1] + 1)
            length++;
        return length;
    }
}
