using System.Runtime.InteropServices;

namespace Freeze.Data.Arrays;

/// <summary>An array as NumPy stores it (.npy): its elements in C order, least significant byte first.</summary>
/// <param name="Elements">The bytes of the elements.</param>
/// <param name="Format">Of the elements.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record NumpyArray(byte[] Elements, NumberFormat Format, long[] Shape)
{
    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a type that holds no numbers.</exception>
    public static NumpyArray Read(Stream stream) => Read(stream, NumpyHeader.Read(stream));

    /// <summary>Reads the elements of an array whose header is read.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static NumpyArray Read(Stream stream, NumpyHeader header)
    {
        if (header.Bytes > Array.MaxLength)
            throw new InvalidDataException($"its header claims {string.Join(" x ", header.Shape)} elements, more than 2 GB.");
        var elements = DatasetFile.ReadExactly(stream, (int)header.Bytes);
        var size = header.Format.Size;
        if (header.Format.IsBigEndian)
            NumberFormat.Swap(elements, size);
        return new NumpyArray(header.IsFortran ? ToRows(elements, size, header.Shape) : elements, header.Format with { IsBigEndian = false }, header.Shape);
    }

    /// <summary>The elements as floats.</summary>
    public float[] Floats() => Format.ToFloats(Elements);

    /// <summary>The elements as class numbers.</summary>
    /// <exception cref="OverflowException">One is too large.</exception>
    public int[] Integers() => (Format.Kind, Format.Size) switch
    {
        ('i', 1) => Convert<sbyte>(value => value),
        ('i', 2) => Convert<short>(value => value),
        ('i', 4) => MemoryMarshal.Cast<byte, int>(Elements).ToArray(),
        ('i', _) => Convert<long>(value => checked((int)value)),
        ('u', 2) => Convert<ushort>(value => value),
        ('u', 4) => Convert<uint>(value => checked((int)value)),
        ('u', 8) => Convert<ulong>(value => checked((int)value)),
        _ => Convert<byte>(value => value),
    };

    /// <summary>The same array with its dimensions in another order.</summary>
    /// <param name="order">For each dimension of the result, the one that it was.</param>
    public NumpyArray Permute(int[] order)
    {
        var strides = new long[Shape.Length];
        for (var (i, stride) = (Shape.Length - 1, 1L); i >= 0; stride *= Shape[i--])
            strides[i] = stride;
        var shape = Array.ConvertAll(order, dimension => Shape[dimension]);
        return this with { Elements = Gather(Elements, Format.Size, shape, Array.ConvertAll(order, dimension => strides[dimension])), Shape = shape };
    }

    // Fortran's order: the first dimension runs fastest.
    private static byte[] ToRows(byte[] elements, int size, long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (i, stride) = (0, 1L); i < shape.Length; stride *= shape[i++])
            strides[i] = stride;
        return Gather(elements, size, shape, strides);
    }

    private static byte[] Gather(byte[] elements, int size, long[] shape, long[] strides)
    {
        var gathered = new byte[elements.Length];
        var at = new long[shape.Length];
        var from = 0L;
        for (var to = 0; to < gathered.Length; to += size)
        {
            elements.AsSpan((int)from * size, size).CopyTo(gathered.AsSpan(to));
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                from += strides[i];
                if (++at[i] < shape[i])
                    break;
                from -= strides[i] * shape[i];
                at[i] = 0;
            }
        }

        return gathered;
    }

    private int[] Convert<T>(Func<T, int> convert) where T : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, T>(Elements);
        var target = new int[source.Length];
        for (var i = 0; i < target.Length; i++)
            target[i] = convert(source[i]);
        return target;
    }
}
