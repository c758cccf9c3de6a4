using System.Runtime.InteropServices;

namespace Freeze.Data.Arrays;

/// <summary>Tells whether numbers of a file lose digits as float32, which inputs are.</summary>
internal static class Rounding
{
    /// <summary>Warning for the user.</summary>
    /// <param name="format">How the numbers lie, least significant byte first.</param>
    /// <param name="source">Their bytes.</param>
    /// <param name="floats">What became of them.</param>
    /// <returns>A sentence; null where every number is what it was.</returns>
    public static string? Of(NumberFormat format, ReadOnlySpan<byte> source, ReadOnlySpan<float> floats) => (format.Kind, format.Size) switch
    {
        ('f', 8) => Text("float64", Changed(MemoryMarshal.Cast<byte, double>(source), floats, value => value)),
        ('i', 4) => Text("int32", Changed(MemoryMarshal.Cast<byte, int>(source), floats, value => value)),
        ('i', 8) => Text("int64", Changed(MemoryMarshal.Cast<byte, long>(source), floats, value => value)),
        ('u', 4) => Text("uint32", Changed(MemoryMarshal.Cast<byte, uint>(source), floats, value => value)),
        ('u', 8) => Text("uint64", Changed(MemoryMarshal.Cast<byte, ulong>(source), floats, value => value)),
        _ => null,
    };

    /// <summary>Warning about numbers that are read later.</summary>
    /// <param name="format">How the numbers lie.</param>
    public static string? Of(NumberFormat format) => format is { Kind: 'f', Size: 8 } ? "Inputs are float64 and become float32, rounded to 7 digits." : null;

    private static string? Text(string type, (long Rounded, long Infinite) changed) => changed switch
    {
        (0, 0) => null,
        (_, > 0) => FormattableString.Invariant($"Inputs are {type} and become float32: {changed.Infinite} of them are too large for it and become infinite."),
        _ => FormattableString.Invariant($"Inputs are {type} and become float32: {changed.Rounded} of them are rounded to 7 digits."),
    };

    private static (long Rounded, long Infinite) Changed<T>(ReadOnlySpan<T> values, ReadOnlySpan<float> floats, Func<T, double> widen)
    {
        var (rounded, infinite) = (0L, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            var value = widen(values[i]);
            if (value == floats[i] || double.IsNaN(value))
                continue;
            rounded++;
            infinite += float.IsInfinity(floats[i]) ? 1 : 0;
        }

        return (rounded, infinite);
    }
}
