using System.IO.Compression;
using System.IO.Hashing;

namespace Freeze.Checkpoints.Zip;

/// <summary>Reads the bytes of zip records.</summary>
internal static unsafe class ZipContent
{
    /// <summary>The uncompressed bytes of a record that is to be small, its checksum proved.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="record">The record.</param>
    /// <param name="budget">Pays for unpacking.</param>
    public static StorageLease ReadTable(MappedFile file, ZipRecord record, ReadingBudget budget)
    {
        if (record.Size > int.MaxValue)
            throw Refusal.Unsafe(file.Path, $"has a table '{Refusal.Quote(record.Name)}' of {record.Size} bytes.");
        if (record.IsDeflated)
        {
            budget.Charge(record.Size);
            return new StorageLease(Inflate(file, record));
        }

        Prove(file, record, Crc32.HashToUInt32(file.Span(record.DataOffset, (int)record.Size)));
        return new StorageLease(file, record.DataOffset, record.Size);
    }

    /// <summary>The uncompressed bytes of a deflated record, its checksum proved.</summary>
    public static byte[] Inflate(MappedFile file, ZipRecord record)
    {
        // The size was checked against what deflate can reach from the bytes that are there.
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)record.Size));
        file.Hold();
        try
        {
            using var source = new UnmanagedMemoryStream(file.Pointer(record.DataOffset, record.CompressedSize), record.CompressedSize);
            using var inflater = new DeflateStream(source, CompressionMode.Decompress);
            if (inflater.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != bytes.Length || inflater.ReadByte() >= 0)
                throw Refusal.Corrupt(file.Path, $"zip entry '{Refusal.Quote(record.Name)}' does not unpack to {record.Size} bytes.");
        }
        catch (InvalidDataException error)
        {
            throw Refusal.Corrupt(file.Path, $"zip entry '{Refusal.Quote(record.Name)}' cannot be unpacked.", error);
        }
        finally
        {
            file.Release();
        }

        Prove(file, record, Crc32.HashToUInt32(bytes));
        return bytes;
    }

    private static void Prove(MappedFile file, ZipRecord record, uint actual)
    {
        if (record.Checksum is { } expected && actual != expected)
            throw Refusal.Corrupt(file.Path, $"zip entry '{Refusal.Quote(record.Name)}' has the checksum {actual:x8} where {expected:x8} is recorded.");
    }
}
