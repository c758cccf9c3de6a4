using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Safetensors;

/// <summary>
/// Reads .safetensors: an unsigned 64-bit header length, a JSON header, then the bytes of all tensors without gaps.
/// As strict as the reference reader, and where that lets two readings pass (a name twice), stricter.
/// </summary>
internal static class SafetensorsReader
{
    /// <summary>The reference reader's limit.</summary>
    private const long LongestHeader = 100_000_000;

    /// <summary>Whether a file looks like one: a plausible header length, then an opening brace.</summary>
    public static bool Accepts(WeightFile file) =>
        file.Length >= 10 && file.Read(8, 1)[0] == '{' && HeaderLength(file) is >= 2 and var length && length <= file.Length - 8;

    /// <summary>Whether a file that is not acceptable was meant to be one, by its name.</summary>
    public static bool IsNamed(WeightFile file) => file.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <summary>Explains why a file with the name of one is none.</summary>
    public static FreezeException Explain(WeightFile file)
    {
        if (file.Length < 8)
            return WeightFileError.Corrupt(file.Path, $"it has {file.Length} bytes; the length of the header alone takes 8.");
        var length = HeaderLength(file);
        return length < 2 || length > file.Length - 8
            ? WeightFileError.Corrupt(file.Path, $"its header should be {unchecked((ulong)length)} bytes long, and {file.Length - 8} are there.")
            : WeightFileError.Corrupt(file.Path, "its header does not begin with '{'.");
    }

    /// <summary>Reads the header.</summary>
    public static CheckpointContent Read(WeightFile file, ReadingBudget budget)
    {
        var headerLength = HeaderLength(file);
        if (headerLength > LongestHeader)
            throw WeightFileError.Corrupt(file.Path, $"its header of {headerLength} bytes is over the format's limit of {LongestHeader}.");
        var header = file.Read(8, (int)headerLength);
        if (!Utf8.IsValid(header))
            throw WeightFileError.Corrupt(file.Path, "its header is not UTF-8 text.");
        var table = new SafetensorsHeader();
        try
        {
            table.Read(header, budget);
        }
        catch (JsonException error)
        {
            throw WeightFileError.Corrupt(file.Path, $"its header makes no sense: {error.Message}", error);
        }
        catch (NotSupportedException error)
        {
            throw WeightFileError.Unknown(file.Path, $"cannot be read: {error.Message}, which Freeze does not know.", "In Python, convert such tensors to a type of whole bytes before saving.");
        }

        var dataStart = 8 + headerLength;
        CheckOffsets(file, table.Rows, file.Length - dataStart);
        var root = new CheckpointDictionary();
        var tensors = new List<TensorEntry>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var storage = new FileStorage(tensors.Count, file, dataStart + row.Begin, row.End - row.Begin);
            var tensor = new TensorEntry(row.Name, row.Type, row.Shape, TensorGeometry.ContiguousStride(row.Shape), 0, storage);
            tensors.Add(tensor);
            root.TrySet(row.Name, tensor);
        }

        return new CheckpointContent(CheckpointFormat.Safetensors, tensors, root) { Metadata = table.Metadata };
    }

    private static long HeaderLength(WeightFile file) => BinaryPrimitives.ReadInt64LittleEndian(file.Read(0, 8));

    private static void CheckOffsets(WeightFile file, IReadOnlyList<SafetensorsRow> rows, long dataLength)
    {
        foreach (var row in rows)
        {
            if (row.Begin > row.End || row.End > dataLength)
                throw WeightFileError.Corrupt(file.Path, $"tensor '{WeightFileError.Quote(row.Name)}' lies at {row.Begin} to {row.End} of {dataLength} bytes of data.");
            if (!TensorGeometry.TryCount(row.Shape, out var count) || count > dataLength || count * row.Type.ByteSize() != row.End - row.Begin)
                throw WeightFileError.Corrupt(file.Path, $"tensor '{WeightFileError.Quote(row.Name)}' of shape [{string.Join(", ", row.Shape)}] and type {row.Type.TorchName()} does not take the {row.End - row.Begin} bytes it has.");
        }

        var end = 0L;
        foreach (var row in rows.OrderBy(row => row.Begin).ThenBy(row => row.End))
        {
            if (row.Begin != end)
                throw WeightFileError.Corrupt(file.Path, $"tensor '{WeightFileError.Quote(row.Name)}' begins at {row.Begin} where the one before ends at {end}.");
            end = row.End;
        }

        if (end != dataLength)
            throw WeightFileError.Corrupt(file.Path, $"{dataLength - end} bytes follow the last tensor.");
    }
}
