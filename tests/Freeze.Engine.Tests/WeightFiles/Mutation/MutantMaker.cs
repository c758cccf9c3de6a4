using System.IO.Compression;
using Freeze.Tests.WeightFiles.Forgery;

namespace Freeze.Tests.WeightFiles.Mutation;

/// <summary>
/// Makes mutants of the seed files. Some of them are changed as they are; in the others a record of the archive, or the header,
/// is changed and all lengths and checksums around it are put right, so that the change is met by what lies behind those checks.
/// </summary>
internal sealed class MutantMaker
{
    private readonly IReadOnlyList<byte[]> _pool = [.. SeedFiles.Good.Concat(SeedFiles.Bad).Select(seed => seed.Bytes)];

    /// <summary>The mutant with this seed and number: its name, which tells the format, and its bytes.</summary>
    public (string Name, byte[] Bytes) Make(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var seeds = random.Next(5) > 0 ? SeedFiles.Good : SeedFiles.Bad;
        var (name, bytes) = seeds[random.Next(seeds.Count)];
        var mutator = new Mutator(random, _pool);
        if (random.Next(3) == 0)
            return (name, mutator.Mutate(bytes));
        if (bytes.AsSpan().StartsWith("PK\x03\x04"u8) && Unpack(bytes) is { Length: > 0 } entries)
        {
            // The table is what matters; the bytes of tensors may be anything.
            var at = random.Next(3) > 0 ? Math.Max(0, Array.FindIndex(entries, entry => entry.Name.EndsWith(".pkl", StringComparison.Ordinal))) : random.Next(entries.Length);
            entries[at] = entries[at] with { Data = mutator.Mutate(entries[at].Data) };
            return (name, ForgedZip.Build(entries));
        }

        if (name.EndsWith(".safetensors", StringComparison.Ordinal) && bytes.Length > 8 && BitConverter.ToInt64(bytes) is > 0 and var length && length <= bytes.Length - 8)
        {
            var header = mutator.Mutate(bytes[8..(8 + (int)length)]);
            return (name, [.. BitConverter.GetBytes((long)header.Length), .. header, .. bytes[(8 + (int)length)..]]);
        }

        return (name, mutator.Mutate(bytes));
    }

    private static ForgedEntry[]? Unpack(byte[] bytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes));
            return [.. archive.Entries.Select(entry => new ForgedEntry(entry.FullName, Read(entry)) { Deflated = entry.CompressedLength != entry.Length })];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var source = entry.Open();
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
