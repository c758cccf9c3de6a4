using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Freeze.Data.Arrays;

/// <summary>How a number lies in a file.</summary>
/// <param name="Kind">u, i, f, g or b: unsigned, signed, floating point, bfloat16, true or false.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
internal readonly record struct NumberFormat(char Kind, int Size, bool IsBigEndian = false)
{
    /// <summary>Whether it is a byte, which data sets divide by 255.</summary>
    public bool IsByte => Kind == 'u' && Size == 1;

    /// <summary>Turns numbers into floats.</summary>
    /// <param name="source">Their bytes; turned round in place where they are big-endian.</param>
    /// <param name="target">As many floats.</param>
    public void ToFloats(Span<byte> source, Span<float> target)
    {
        if (IsBigEndian)
            Swap(source, Size);
        switch (Kind, Size)
        {
            case ('f', 4):
                MemoryMarshal.Cast<byte, float>(source).CopyTo(target);
                break;
            case ('f', 8):
                Convert<double>(source, target, value => (float)value);
                break;
            case ('f', _):
                Convert<Half>(source, target, value => (float)value);
                break;
            case ('g', _):
                Convert<ushort>(source, target, value => BitConverter.UInt32BitsToSingle((uint)value << 16));
                break;
            case ('i', 1):
                Convert<sbyte>(source, target, value => value);
                break;
            case ('i', 2):
                Convert<short>(source, target, value => value);
                break;
            case ('i', 4):
                Convert<int>(source, target, value => value);
                break;
            case ('i', _):
                Convert<long>(source, target, value => value);
                break;
            case ('u', 2):
                Convert<ushort>(source, target, value => value);
                break;
            case ('u', 4):
                Convert<uint>(source, target, value => value);
                break;
            case ('u', 8):
                Convert<ulong>(source, target, value => value);
                break;
            default:
                Convert<byte>(source, target, value => value);
                break;
        }
    }

    /// <summary>Turns numbers into floats.</summary>
    public float[] ToFloats(byte[] source)
    {
        var floats = new float[source.Length / Size];
        ToFloats(source, floats);
        return floats;
    }

    /// <summary>Turns the bytes of every number round.</summary>
    public static void Swap(Span<byte> elements, int size)
    {
        switch (size)
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(elements), MemoryMarshal.Cast<byte, ushort>(elements));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(elements), MemoryMarshal.Cast<byte, uint>(elements));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(elements), MemoryMarshal.Cast<byte, ulong>(elements));
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> source, Span<float> target, Func<T, float> convert) where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(source);
        for (var i = 0; i < values.Length; i++)
            target[i] = convert(values[i]);
    }
}
