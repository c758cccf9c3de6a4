using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Freeze.Data.Arrays;

/// <summary>What a .npy file says of its array.</summary>
/// <param name="Format">Of the elements.</param>
/// <param name="IsFortran">Whether the first dimension runs fastest.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Bytes">Of all elements; long.MaxValue where that is too many to count.</param>
internal sealed partial record NumpyHeader(NumberFormat Format, bool IsFortran, long[] Shape, long Bytes)
{
    private const int Limit = 1 << 16;

    // NumPy's own limit.
    private const int MaximumDimensions = 64;

    /// <summary>Reads a header, up to the first element.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or the elements are no numbers.</exception>
    public static NumpyHeader Read(Stream stream)
    {
        var header = ReadText(stream);
        var type = Type().Match(header);
        var order = Order().Match(header);
        var sizes = Sizes().Match(header);
        if (!type.Success || !order.Success || !sizes.Success)
            throw new InvalidDataException(Records().IsMatch(header) ? "its elements are records; save columns as arrays of their own." : "its header cannot be read.");
        var kind = type.Groups["kind"].Value[0];
        _ = int.TryParse(type.Groups["size"].Value, CultureInfo.InvariantCulture, out var size);
        if ((kind, size) is not (('u' or 'i', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8) or ('b', 1)))
            throw new InvalidDataException(kind == 'O' ? "it holds Python objects, which only Python can read; save numbers." : $"its elements are {kind}{size}, which are no plain numbers.");
        var shape = sizes.Groups["size"].Captures.Select(capture => long.TryParse(capture.Value, CultureInfo.InvariantCulture, out var one) ? one : long.MaxValue).ToArray();
        if (shape.Length > MaximumDimensions)
            throw new InvalidDataException($"its header claims {shape.Length:N0} dimensions.");
        var bytes = shape.Contains(0) ? 0 : shape.Aggregate((long)size, (product, one) => product > long.MaxValue / one ? long.MaxValue : product * one);
        return new NumpyHeader(new NumberFormat(kind, size, type.Groups["order"].Value == ">"), order.Groups["fortran"].Value == "True", shape, bytes);
    }

    private static string ReadText(Stream stream)
    {
        var start = new byte[8];
        stream.ReadExactly(start);
        if (start is not [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1 or 2 or 3, _])
            throw new InvalidDataException("it does not begin as NumPy's files do.");
        var length = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(length);
        var size = length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > Limit)
            throw new InvalidDataException($"its header claims to have {size:N0} bytes.");
        var header = new byte[size];
        stream.ReadExactly(header);
        return Encoding.Latin1.GetString(header);
    }

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""](?<order>[<>|=]?)(?<kind>[a-zA-Z])(?<size>\d{0,4})(\[[^'""]*\])?['""]")]
    private static partial Regex Type();

    [GeneratedRegex(@"['""]descr['""]\s*:\s*\[")]
    private static partial Regex Records();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(?<fortran>True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(\s*((?<size>\d+)L?\s*(,\s*(?<size>\d+)L?\s*)*,?\s*)?\)")]
    private static partial Regex Sizes();
}
