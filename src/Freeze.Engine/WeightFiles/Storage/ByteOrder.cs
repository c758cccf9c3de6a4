using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Freeze.WeightFiles.Storage;

/// <summary>Turns numbers round that were stored with their highest byte first.</summary>
internal static class ByteOrder
{
    /// <param name="bytes">Whole numbers of <paramref name="wordSize"/> bytes; changed in place.</param>
    /// <param name="wordSize">Bytes of one number: 2, 4 or 8.</param>
    public static void Reverse(Span<byte> bytes, int wordSize)
    {
        switch (wordSize)
        {
            case 2: Reverse(MemoryMarshal.Cast<byte, ushort>(bytes)); break;
            case 4: Reverse(MemoryMarshal.Cast<byte, uint>(bytes)); break;
            case 8: Reverse(MemoryMarshal.Cast<byte, ulong>(bytes)); break;
            default: throw new ArgumentOutOfRangeException(nameof(wordSize));
        }
    }

    private static void Reverse(Span<ushort> numbers) => BinaryPrimitives.ReverseEndianness(numbers, numbers);

    private static void Reverse(Span<uint> numbers) => BinaryPrimitives.ReverseEndianness(numbers, numbers);

    private static void Reverse(Span<ulong> numbers) => BinaryPrimitives.ReverseEndianness(numbers, numbers);
}
