using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Freeze.WeightFiles.Reading;

namespace Freeze.WeightFiles.Zip;

/// <summary>Reads one entry of a zip directory and checks its local header.</summary>
internal static class ZipEntryReader
{
    /// <summary>The shortest entry of a central directory.</summary>
    public const int CentralLength = 46;

    private const uint CentralSignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const int LocalLength = 30, EncryptionFlags = 0x2041, SizesFollowFlag = 0x8;

    /// <summary>Reads the entry at <paramref name="position"/> and moves behind it.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="position">Where the entry starts in the directory.</param>
    /// <param name="dataEnd">Where the directory starts in the archive, so that files must end before it.</param>
    /// <param name="budget">Pays for the name.</param>
    /// <returns>The record, and where its local header starts.</returns>
    public static (ZipRecord Record, long LocalStart) Read(WeightFile file, ReadOnlySpan<byte> directory, ref int position, long dataEnd, ReadingBudget budget)
    {
        var rest = directory[position..];
        if (rest.Length < CentralLength || Number(rest, 0) != CentralSignature)
            throw WeightFileError.Corrupt(file.Path, $"its zip directory has no entry at {dataEnd + position}.");
        var fixedPart = rest[..CentralLength];
        int flags = Word(fixedPart, 8), method = Word(fixedPart, 10), nameLength = Word(fixedPart, 28), extraLength = Word(fixedPart, 30), commentLength = Word(fixedPart, 32);
        if (rest.Length - CentralLength < nameLength + extraLength + commentLength)
            throw WeightFileError.Corrupt(file.Path, "an entry of its zip directory reaches beyond the directory's end.");
        if (Word(fixedPart, 34) is not (0 or ushort.MaxValue))
            throw WeightFileError.Corrupt(file.Path, "it is one part of a zip archive in several.");
        budget.Charge(2L * nameLength);
        var nameBytes = rest.Slice(CentralLength, nameLength);
        var name = ReadName(file, nameBytes);
        long compressed = Number(fixedPart, 20), size = Number(fixedPart, 24), start = Number(fixedPart, 42);
        ReadZip64(file, rest.Slice(CentralLength + nameLength, extraLength), name, ref size, ref compressed, ref start);
        position += CentralLength + nameLength + extraLength + commentLength;

        if ((flags & EncryptionFlags) != 0)
            throw WeightFileError.Unknown(file.Path, $"is an encrypted zip archive ('{WeightFileError.Quote(name)}').", "Unpack it with its password and pack it again without one.");
        if (method is not (0 or 8))
            throw WeightFileError.Unknown(file.Path, $"uses zip compression method {method} for '{WeightFileError.Quote(name)}'; Freeze reads stored and deflated entries.", "Pack it again uncompressed.");
        if (compressed < 0 || size < 0 || (method == 0 && size != compressed) || size / 1040 > compressed)
            throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(name)}' cannot have {size} bytes stored as {compressed}.");
        var dataOffset = ReadLocal(file, start, dataEnd, name, nameBytes, flags, method, Number(fixedPart, 16), compressed, size);
        return (new ZipRecord(name, method == 8, Number(fixedPart, 16) is var checksum and not 0 ? (uint)checksum : null, compressed, size, dataOffset), start);
    }

    private static string ReadName(WeightFile file, ReadOnlySpan<byte> bytes)
    {
        var name = (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        // Nothing is ever unpacked, but a path that would leave the folder has no business in a weight file.
        if (name.StartsWith('/') || name.AsSpan().ContainsAny('\\', '\0') || (name.Length > 1 && name[1] == ':') || name.Split('/').Contains(".."))
            throw WeightFileError.Unsafe(file.Path, $"has a zip entry with the path '{WeightFileError.Quote(name)}', which leaves the archive's folder.");
        return name;
    }

    private static void ReadZip64(WeightFile file, ReadOnlySpan<byte> extra, string name, ref long size, ref long compressed, ref long start)
    {
        while (extra.Length >= 4)
        {
            int id = Word(extra, 0), length = Word(extra, 2);
            if (length > extra.Length - 4)
                break;
            if (id == 1)
            {
                var fields = extra.Slice(4, length);
                Take(ref fields, ref size);
                Take(ref fields, ref compressed);
                Take(ref fields, ref start);
                return;
            }

            extra = extra[(4 + length)..];
        }

        void Take(ref ReadOnlySpan<byte> fields, ref long value)
        {
            if (value != uint.MaxValue)
                return;
            if (fields.Length < 8)
                throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(name)}' lacks its 64-bit sizes.");
            value = BinaryPrimitives.ReadInt64LittleEndian(fields);
            fields = fields[8..];
        }
    }

    private static long ReadLocal(WeightFile file, long start, long dataEnd, string name, ReadOnlySpan<byte> nameBytes, int flags, int method, long checksum, long compressed, long size)
    {
        if (start < 0 || start > dataEnd - LocalLength || file.Read(start, (int)Math.Min(LocalLength + nameBytes.Length, dataEnd - start)) is not { } header || Number(header, 0) != LocalSignature)
            throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(name)}' is not at {start}, where the directory says.");
        int nameLength = Word(header, 26), extraLength = Word(header, 28);
        var dataOffset = start + LocalLength + nameLength + extraLength;
        if (dataOffset > dataEnd || compressed > dataEnd - dataOffset)
            throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(name)}' of {compressed} bytes reaches into the directory.");
        var agrees = nameLength == nameBytes.Length && header.AsSpan(LocalLength).SequenceEqual(nameBytes) && Word(header, 8) == method && (Word(header, 6) & EncryptionFlags) == 0;
        if ((flags & SizesFollowFlag) == 0)
        {
            // Sizes of 64 bits stand in an extra field; the directory's copy of them has been read already.
            agrees &= Number(header, 14) == checksum && (Number(header, 18) == compressed || Number(header, 18) == uint.MaxValue) && (Number(header, 22) == size || Number(header, 22) == uint.MaxValue);
        }

        return agrees ? dataOffset : throw WeightFileError.Unsafe(file.Path, $"describes zip entry '{WeightFileError.Quote(name)}' differently in its directory and before its data.");
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
