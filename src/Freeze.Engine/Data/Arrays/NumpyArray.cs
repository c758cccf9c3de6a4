using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Freeze.Data;

/// <summary>An array as NumPy stores it (.npy): its elements in C order, least significant byte first.</summary>
/// <param name="Elements">The bytes of the elements.</param>
/// <param name="Kind">u, i, f or b: unsigned, signed, floating point, true or false.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed partial record NumpyArray(byte[] Elements, char Kind, int Size, long[] Shape)
{
    private const int HeaderLimit = 1 << 16;

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a type that holds no numbers.</exception>
    public static NumpyArray Read(Stream stream)
    {
        var header = ReadHeader(stream);
        var type = Type().Match(header);
        var order = Order().Match(header);
        var sizes = Sizes().Match(header);
        if (!type.Success || !order.Success || !sizes.Success)
            throw new InvalidDataException(header.Contains("'descr': [", StringComparison.Ordinal) ? "its elements are records; save columns as arrays of their own." : "its header cannot be read.");
        var kind = type.Groups["kind"].Value[0];
        _ = int.TryParse(type.Groups["size"].Value, CultureInfo.InvariantCulture, out var size);
        if ((kind, size) is not (('u' or 'i', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8) or ('b', 1)))
            throw new InvalidDataException(kind == 'O' ? "it holds Python objects, which only Python can read; save numbers." : $"its elements are {kind}{size}, which are no plain numbers.");
        var shape = sizes.Groups["size"].Captures.Select(capture => long.TryParse(capture.Value, CultureInfo.InvariantCulture, out var one) ? one : long.MaxValue).ToArray();
        var total = shape.Aggregate((long)size, (product, one) => one == 0 || product == 0 ? 0 : product > Array.MaxLength / one ? long.MaxValue : product * one);
        if (total > Array.MaxLength)
            throw new InvalidDataException($"its header claims {string.Join(" x ", sizes.Groups["size"].Captures)} elements, more than 2 GB.");
        var elements = DatasetFile.ReadExactly(stream, (int)total);
        if (type.Groups["order"].Value == ">")
            Swap(elements, size);
        return new NumpyArray(order.Groups["fortran"].Value == "True" ? ToRows(elements, size, shape) : elements, kind, size, shape);
    }

    /// <summary>The elements as floats.</summary>
    public float[] Floats() => (Kind, Size) switch
    {
        ('f', 4) => MemoryMarshal.Cast<byte, float>(Elements).ToArray(),
        ('f', 8) => Convert<double>(value => (float)value),
        ('f', _) => Convert<Half>(value => (float)value),
        ('i', 1) => Convert<sbyte>(value => value),
        ('i', 2) => Convert<short>(value => value),
        ('i', 4) => Convert<int>(value => value),
        ('i', _) => Convert<long>(value => value),
        ('u', 2) => Convert<ushort>(value => value),
        ('u', 4) => Convert<uint>(value => value),
        ('u', 8) => Convert<ulong>(value => value),
        _ => Convert<byte>(value => value),
    };

    /// <summary>The elements as class numbers.</summary>
    /// <exception cref="OverflowException">One is too large.</exception>
    public int[] Integers() => (Kind, Size) switch
    {
        ('i', 1) => Convert<sbyte, int>(value => value),
        ('i', 2) => Convert<short, int>(value => value),
        ('i', 4) => MemoryMarshal.Cast<byte, int>(Elements).ToArray(),
        ('i', _) => Convert<long, int>(value => checked((int)value)),
        ('u', 2) => Convert<ushort, int>(value => value),
        ('u', 4) => Convert<uint, int>(value => checked((int)value)),
        ('u', 8) => Convert<ulong, int>(value => checked((int)value)),
        _ => Convert<byte, int>(value => value),
    };

    /// <summary>The same array with its dimensions in another order.</summary>
    /// <param name="order">For each dimension of the result, the one that it was.</param>
    public NumpyArray Permute(int[] order)
    {
        var strides = new long[Shape.Length];
        for (var (i, stride) = (Shape.Length - 1, 1L); i >= 0; stride *= Shape[i--])
            strides[i] = stride;
        var shape = Array.ConvertAll(order, dimension => Shape[dimension]);
        return this with { Elements = Gather(Elements, Size, shape, Array.ConvertAll(order, dimension => strides[dimension])), Shape = shape };
    }

    private static string ReadHeader(Stream stream)
    {
        var start = new byte[8];
        stream.ReadExactly(start);
        if (start is not [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1 or 2 or 3, _])
            throw new InvalidDataException("it does not begin as NumPy's files do.");
        var length = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(length);
        var size = length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > HeaderLimit)
            throw new InvalidDataException($"its header claims to have {size:N0} bytes.");
        var header = new byte[size];
        stream.ReadExactly(header);
        return Encoding.Latin1.GetString(header);
    }

    private static void Swap(byte[] elements, int size)
    {
        for (var at = 0; at < elements.Length; at += size)
            Array.Reverse(elements, at, size);
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

    private float[] Convert<T>(Func<T, float> convert) where T : unmanaged => Convert<T, float>(convert);

    private TTo[] Convert<TFrom, TTo>(Func<TFrom, TTo> convert) where TFrom : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(Elements);
        var target = new TTo[source.Length];
        for (var i = 0; i < target.Length; i++)
            target[i] = convert(source[i]);
        return target;
    }

    [GeneratedRegex(@"'descr'\s*:\s*'(?<order>[<>|=]?)(?<kind>[a-zA-Z])(?<size>\d{0,4})'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(?<fortran>True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape'\s*:\s*\(\s*((?<size>\d+)L?\s*,?\s*)*\)")]
    private static partial Regex Sizes();
}
