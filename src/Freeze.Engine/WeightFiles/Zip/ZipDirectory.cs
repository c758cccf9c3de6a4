using System.Buffers.Binary;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Zip;

/// <summary>
/// The table of a zip archive, zip64 included. The end record, the central directory and the local headers must tell one story:
/// archives that readers can understand in two ways are how harmful files slip past a check.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50, End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    private const int EndLength = 22, End64Length = 56, Locator64Length = 20;

    private readonly Dictionary<string, ZipRecord> _records = new(StringComparer.Ordinal);

    private ZipDirectory()
    {
    }

    /// <summary>All files, by their paths in the archive, in the directory's order.</summary>
    public IEnumerable<ZipRecord> Records => _records.Values;

    /// <summary>Finds a file by its exact path.</summary>
    public ZipRecord? Find(string name) => _records.GetValueOrDefault(name);

    /// <summary>Whether a file starts as zip archives do.</summary>
    public static bool Accepts(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8);

    /// <summary>Reads the table and checks it against the file.</summary>
    /// <exception cref="FreezeException">ModelFileCorrupt, ModelFileUnsafe or ModelFormatUnknown.</exception>
    public static ZipDirectory Read(WeightFile file, ReadingBudget budget)
    {
        var (count, start, length) = FindDirectory(file);
        if (count > length / ZipEntryReader.CentralLength)
            throw WeightFileError.Corrupt(file.Path, $"its zip directory of {length} bytes cannot hold {count} entries.");
        budget.Charge(length);
        var table = file.Read(start, checked((int)length));
        var directory = new ZipDirectory();
        var spans = new List<(long Start, long End, string Name)>();
        var (position, inflated) = (0, 0L);
        for (var i = 0L; i < count; i++)
        {
            budget.Charge(300);
            var (record, localStart) = ZipEntryReader.Read(file, table, ref position, start, budget);
            if (!directory._records.TryAdd(record.Name, record))
                throw WeightFileError.Unsafe(file.Path, $"has two zip entries named '{WeightFileError.Quote(record.Name)}'; readers would not agree which one counts.");
            spans.Add((localStart, record.DataOffset + record.CompressedSize, record.Name));
            inflated += record.IsDeflated ? record.Size : 0;
            if (inflated < 0 || inflated > (32L << 20) + 8 * file.Length)
                throw WeightFileError.Unsafe(file.Path, $"unpacks to over {inflated} bytes from {file.Length}, as a zip bomb does.", "Save the weights again with torch.save, which does not compress.");
        }

        if (position != table.Length)
            throw WeightFileError.Corrupt(file.Path, $"its zip directory counts {count} entries and has {table.Length - position} bytes more.");
        RefuseOverlap(file, spans);
        return directory;
    }

    private static (long Count, long Start, long Length) FindDirectory(WeightFile file)
    {
        var (at, end) = FindEnd(file);
        long count = Word(end, 10), size = Number(end, 12), start = Number(end, 16);
        var directoryEnd = at;
        if (at >= Locator64Length && file.Read(at - Locator64Length, Locator64Length) is var locator && Number(locator, 0) == Locator64Signature)
        {
            var at64 = Long(locator, 8);
            if (at64 < 0 || at64 > at - Locator64Length - End64Length || file.Read(at64, End64Length) is not { } end64 || Number(end64, 0) != End64Signature)
                throw WeightFileError.Corrupt(file.Path, "its zip64 end record is not where the locator says.");
            if (Number(end64, 16) != 0 || Number(end64, 20) != 0 || Long(end64, 24) != Long(end64, 32))
                throw WeightFileError.Corrupt(file.Path, "it is one part of a zip archive in several.");
            (count, size, start) = (Settle(count, ushort.MaxValue, Long(end64, 32)), Settle(size, uint.MaxValue, Long(end64, 40)), Settle(start, uint.MaxValue, Long(end64, 48)));
            directoryEnd = at64;
        }
        else if (Word(end, 4) != 0 || Word(end, 6) != 0 || Word(end, 8) != count)
            throw WeightFileError.Corrupt(file.Path, "it is one part of a zip archive in several.");

        if (start < 0 || size < 0 || count < 0 || start > directoryEnd || size != directoryEnd - start)
            throw WeightFileError.Corrupt(file.Path, $"its zip directory should be {size} bytes at {start}, but the end record follows at {directoryEnd}.");
        return (count, start, size);

        // A field that does not fit the old record holds all ones there; one that fits must say the same in both.
        long Settle(long value, long overflow, long value64) => value == overflow || value == value64
            ? value64
            : throw WeightFileError.Corrupt(file.Path, "its zip and zip64 end records contradict each other.");
    }

    // The end record may have a comment behind it, and stands within the last 64 KB.
    private static (long At, byte[] Record) FindEnd(WeightFile file)
    {
        var seen = false;
        var tailLength = (int)Math.Min(file.Length, EndLength + ushort.MaxValue);
        var (tailStart, tail) = (file.Length - tailLength, file.Read(file.Length - tailLength, tailLength));
        for (var at = tailLength - EndLength; at >= 0; at--)
        {
            if (Number(tail, at) != EndSignature)
                continue;
            if (Word(tail, at + 20) == tailLength - at - EndLength)
                return (tailStart + at, tail[at..(at + EndLength)]);
            seen = true;
        }

        throw WeightFileError.Corrupt(file.Path, seen
            ? "other bytes follow the end of its zip archive."
            : "it is a zip archive without its end: it was cut short, probably while it was downloaded or saved.");
    }

    private static void RefuseOverlap(WeightFile file, List<(long Start, long End, string Name)> spans)
    {
        spans.Sort();
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i].Start < spans[i - 1].End)
                throw WeightFileError.Unsafe(file.Path, $"has zip entries '{WeightFileError.Quote(spans[i - 1].Name)}' and '{WeightFileError.Quote(spans[i].Name)}' that overlap, as in a zip bomb.");
        }
    }

    private static long Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
