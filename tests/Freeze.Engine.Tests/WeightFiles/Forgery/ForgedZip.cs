using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Freeze.Tests.WeightFiles.Forgery;

/// <summary>Zip archives, true or false.</summary>
internal static class ForgedZip
{
    /// <summary>An archive as torch.save writes it: a pickle and its storages.</summary>
    public static byte[] Torch(byte[] pickle, params byte[][] storages) =>
        Build([new("archive/data.pkl", pickle), .. storages.Select((bytes, key) => new ForgedEntry($"archive/data/{key}", bytes)), new("archive/version", "3\n"u8.ToArray())]);

    /// <summary>An archive of these entries.</summary>
    public static byte[] Build(params ForgedEntry[] entries) => BuildWithEnd(entries, (_, _) => { });

    /// <summary>An archive of these entries whose end record is changed.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="change">Takes the end record of 22 bytes, and the offset at which it is going to stand.</param>
    /// <param name="between">Stands between the directory and the end record.</param>
    public static byte[] BuildWithEnd(ForgedEntry[] entries, Action<byte[], uint> change, Func<uint, byte[]>? between = null)
    {
        using var archive = new MemoryStream();
        var directory = new MemoryStream();
        foreach (var entry in entries)
        {
            var stored = entry.Deflated ? Deflate(entry.Data) : entry.Data;
            var start = (uint)archive.Position;
            var method = entry.Method ?? (ushort)(entry.Deflated ? 8 : 0);
            var checksum = entry.Checksum ?? Crc32.HashToUInt32(entry.Data);
            var (localName, name) = (Encoding.UTF8.GetBytes(entry.LocalName ?? entry.Name), Encoding.UTF8.GetBytes(entry.Name));
            archive.Write([.. Number(0x04034b50), .. Word(20), .. Word(entry.Flags), .. Word(method), .. Number(0), .. Number(checksum),
                .. Number((uint)stored.Length), .. Number(entry.LocalSize ?? (uint)entry.Data.Length), .. Word(localName.Length), .. Word(0), .. localName, .. stored]);
            directory.Write([.. Number(0x02014b50), .. Word(20), .. Word(20), .. Word(entry.Flags), .. Word(method), .. Number(0), .. Number(checksum),
                .. Number(entry.Compressed ?? (uint)stored.Length), .. Number(entry.Size ?? (uint)entry.Data.Length), .. Word(name.Length), .. Word(entry.Extra.Length), .. Word(0),
                .. Word(0), .. Word(0), .. Number(0), .. Number(entry.Start ?? start), .. name, .. entry.Extra]);
        }

        var directoryStart = (uint)archive.Position;
        archive.Write(directory.ToArray());
        archive.Write(between?.Invoke(directoryStart) ?? []);
        byte[] end = [.. Number(0x06054b50), .. Word(0), .. Word(0), .. Word(entries.Length), .. Word(entries.Length), .. Number((uint)directory.Length), .. Number(directoryStart), .. Word(0)];
        change(end, (uint)archive.Position);
        archive.Write(end);
        return archive.ToArray();
    }

    /// <summary>A 16-bit number as it stands in an archive.</summary>
    public static byte[] Word(int value) => [(byte)value, (byte)(value >> 8)];

    /// <summary>A 32-bit number as it stands in an archive.</summary>
    public static byte[] Number(uint value) => BitConverter.GetBytes(value);

    /// <summary>A 64-bit number as it stands in an archive.</summary>
    public static byte[] Long(long value) => BitConverter.GetBytes(value);

    private static byte[] Deflate(byte[] data)
    {
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Optimal))
            deflater.Write(data);
        return target.ToArray();
    }
}
