using System.Buffers.Binary;

namespace Freeze.Tests.WeightFiles.Mutation;

/// <summary>Changes bytes at random, and the same bytes for the same random state.</summary>
/// <param name="random">Chooses.</param>
/// <param name="others">Other files, for splicing.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> others)
{
    // What readers stumble over: ends of ranges, signs, and instructions of pickles.
    private static readonly long[] Numbers = [0, 1, -1, 2, 7, 63, 64, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue];
    private static readonly byte[] Instructions = [.. "().0123NIJKMLFGSTUVXCBcRbQPiotdlsuaegphqjr]}\n"u8, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98];

    /// <summary>The bytes with a few changes.</summary>
    public byte[] Mutate(byte[] bytes)
    {
        for (var changes = 1 + Math.Max(0, random.Next(6) - 3); changes > 0; changes--)
            bytes = Change(bytes);
        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var length = 1 + random.Next(Math.Min(bytes.Length - at, random.Next(4) == 0 ? 4096 : 16));
        switch (random.Next(11))
        {
            case 0: return Overwrite(bytes, at, [(byte)(bytes[at] ^ (1 << random.Next(8)))]);
            case 1: return Overwrite(bytes, at, [(byte)random.Next(256)]);
            case 2: return Overwrite(bytes, at, [Instructions[random.Next(Instructions.Length)]]);
            case 3: return Overwrite(bytes, at, Number(bytes.Length));
            case 4: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5: return bytes[..at];
            case 6: return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 7: return [.. bytes[..at], Instructions[random.Next(Instructions.Length)], .. bytes[at..]];
            case 8:
                var other = others[random.Next(others.Count)];
                var from = random.Next(other.Length + 1);
                return [.. bytes[..at], .. other[from..Math.Min(other.Length, from + length)], .. bytes[(random.Next(2) == 0 ? at : at + length)..]];
            case 9:
                var to = random.Next(bytes.Length - length + 1);
                var copy = bytes.ToArray();
                bytes.AsSpan(at, length).CopyTo(copy.AsSpan(to));
                return copy;
            default:
                // Digits count in headers of text, and in shapes.
                var digit = Array.FindIndex(bytes, at, value => value is >= (byte)'0' and <= (byte)'9');
                return digit < 0 ? bytes : [.. bytes[..digit], .. System.Text.Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture)), .. bytes[(digit + 1)..]];
        }
    }

    private static byte[] Overwrite(byte[] bytes, int at, ReadOnlySpan<byte> with)
    {
        var copy = bytes.ToArray();
        with[..Math.Min(with.Length, copy.Length - at)].CopyTo(copy.AsSpan(at));
        return copy;
    }

    private byte[] Number(int length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, random.Next(4) == 0 ? length + random.Next(-4, 5) : Numbers[random.Next(Numbers.Length)]);
        return bytes[..(1 << random.Next(4))];
    }
}
