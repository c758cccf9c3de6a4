using System.Buffers;
using System.IO.Compression;
using Freeze.WeightFiles.Pickle;
using Freeze.WeightFiles.Reading;
using Freeze.WeightFiles.Storage;

namespace Freeze.WeightFiles.Zip;

/// <summary>Reads the bytes of zip records.</summary>
internal static unsafe class ZipContent
{
    private const int Chunk = 64 << 10;

    /// <summary>The uncompressed bytes of a record that is to be small, its checksum proved.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="record">The record.</param>
    /// <param name="budget">Pays for them.</param>
    public static byte[] Read(WeightFile file, ZipRecord record, ReadingBudget budget)
    {
        if (record.Size > Array.MaxLength)
            throw WeightFileError.Unsafe(file.Path, $"has a table '{WeightFileError.Quote(record.Name)}' of {record.Size} bytes.");
        budget.Charge(record.Size);
        if (!record.IsDeflated)
        {
            var bytes = file.Read(record.DataOffset, (int)record.Size);
            Prove(file, record, RunningChecksum.Of(bytes));
            return bytes;
        }

        var unpacked = GC.AllocateUninitializedArray<byte>((int)record.Size);
        fixed (byte* target = unpacked)
            Inflate(file, record, target);
        return unpacked;
    }

    /// <summary>A record that is a pickle, its checksum proved.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="record">The record.</param>
    /// <param name="budget">Pays for unpacking.</param>
    public static PickleCursor OpenPickle(WeightFile file, ZipRecord record, ReadingBudget budget)
    {
        var name = WeightFileError.Quote(record.Name);
        if (record.IsDeflated)
            return new PickleCursor(file, name, Read(file, record, budget));
        if (record.Checksum is not null)
            Prove(file, record, Checksum(file, record));
        return new PickleCursor(file, name, record.DataOffset, record.Size, budget);
    }

    /// <summary>The uncompressed bytes of a deflated record, its checksum proved.</summary>
    public static MemoryBlock Inflate(WeightFile file, ZipRecord record)
    {
        // The size was checked against what deflate can reach from the bytes that are there.
        var block = new MemoryBlock(record.Size);
        try
        {
            Inflate(file, record, block.Pointer);
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    private static void Inflate(WeightFile file, ZipRecord record, byte* target)
    {
        try
        {
            using var inflater = new DeflateStream(new WeightFileStream(file, record.DataOffset, record.CompressedSize), CompressionMode.Decompress);
            var crc = new RunningChecksum();
            for (var done = 0L; done < record.Size; done += Chunk)
            {
                var part = new Span<byte>(target + done, (int)Math.Min(Chunk, record.Size - done));
                if (inflater.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) != part.Length)
                    throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(record.Name)}' unpacks to fewer than {record.Size} bytes.");
                crc.Append(part);
            }

            if (inflater.ReadByte() >= 0)
                throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(record.Name)}' unpacks to more than {record.Size} bytes.");
            Prove(file, record, crc.Value);
        }
        catch (InvalidDataException error)
        {
            throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(record.Name)}' cannot be unpacked.", error);
        }
    }

    private static uint Checksum(WeightFile file, ZipRecord record)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var crc = new RunningChecksum();
            for (var done = 0L; done < record.Size; done += Chunk)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(Chunk, record.Size - done));
                file.Read(record.DataOffset + done, part);
                crc.Append(part);
            }

            return crc.Value;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Prove(WeightFile file, ZipRecord record, uint actual)
    {
        if (record.Checksum is { } expected && actual != expected)
            throw WeightFileError.Corrupt(file.Path, $"zip entry '{WeightFileError.Quote(record.Name)}' has the checksum {actual:x8} where {expected:x8} is recorded.");
    }
}
