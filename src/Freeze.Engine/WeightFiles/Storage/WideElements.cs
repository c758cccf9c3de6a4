using System.Runtime.InteropServices;
using Freeze.WeightFiles.Reading;
using TorchSharp;
using static TorchSharp.torch;

namespace Freeze.WeightFiles.Storage;

/// <summary>Reads element types that TorchSharp lacks into the next wider ones that hold every value.</summary>
internal static class WideElements
{
    /// <summary>A float32 tensor of 8-bit floating-point elements, an int32 one of uint16, an int64 one of uint32.</summary>
    /// <exception cref="FreezeException">ModelFormatUnknown: nothing wider holds every value.</exception>
    public static Tensor ToTensor(TensorEntry from)
    {
        if (from.Bytes > Array.MaxLength)
            throw Lacks(from);
        var bytes = new byte[from.Bytes];
        from.CopyTo(bytes);
        return from.DataType switch
        {
            ElementType.Float8E4M3Fn => Float8(bytes, from.Shape, 4, 7, FloatSpecials.NanAtTop),
            ElementType.Float8E5M2 => Float8(bytes, from.Shape, 5, 15, FloatSpecials.Ieee),
            ElementType.Float8E4M3Fnuz => Float8(bytes, from.Shape, 4, 8, FloatSpecials.NanAtNegativeZero),
            ElementType.Float8E5M2Fnuz => Float8(bytes, from.Shape, 5, 16, FloatSpecials.NanAtNegativeZero),
            ElementType.Float8E8M0Fnu => tensor(bytes.Select(code => code == 0xff ? float.NaN : (float)Math.ScaleB(1, code - 127)).ToArray(), from.Shape),
            ElementType.UInt16 => tensor(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(number => (int)number).ToArray(), from.Shape),
            ElementType.UInt32 => tensor(MemoryMarshal.Cast<byte, uint>(bytes).ToArray().Select(number => (long)number).ToArray(), from.Shape),
            _ => throw Lacks(from),
        };
    }

    private enum FloatSpecials
    {
        Ieee,
        NanAtTop,
        NanAtNegativeZero,
    }

    private static Tensor Float8(byte[] bytes, long[] shape, int exponentBits, int bias, FloatSpecials specials)
    {
        var table = Enumerable.Range(0, 256).Select(code => Decode(code, exponentBits, bias, specials)).ToArray();
        return tensor(bytes.Select(code => table[code]).ToArray(), shape);
    }

    private static float Decode(int code, int exponentBits, int bias, FloatSpecials specials)
    {
        var mantissaBits = 7 - exponentBits;
        var sign = code >= 128 ? -1.0 : 1.0;
        var exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
        var mantissa = code & ((1 << mantissaBits) - 1);
        var isTop = exponent == (1 << exponentBits) - 1;
        return specials switch
        {
            FloatSpecials.NanAtNegativeZero when code == 128 => float.NaN,
            FloatSpecials.NanAtTop when isTop && mantissa == (1 << mantissaBits) - 1 => float.NaN,
            FloatSpecials.Ieee when isTop => mantissa == 0 ? (float)(sign * double.PositiveInfinity) : float.NaN,
            _ => (float)(exponent == 0
                ? sign * Math.ScaleB(mantissa, 1 - bias - mantissaBits)
                : sign * Math.ScaleB(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits)),
        };
    }

    private static FreezeException Lacks(TensorEntry from) =>
        WeightFileError.Unknown(from.File, $"holds '{from.Name}' of type {from.DataType.TorchName()}, which TorchSharp has no tensor for.", "In Python, convert it before saving: tensor.float().");
}
